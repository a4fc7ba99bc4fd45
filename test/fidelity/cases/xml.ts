import type { FidelityGroup } from '../fidelity-case.js';
import { listOf, objectOf, sending, text, whole } from '../fragments.js';

const XML = 'application/xml';
const animal = { type: 'string', xml: { name: 'animal' } };
const sent = (line: string, content: string) => ({
  line,
  headers: { 'content-type': XML },
  body: `<?xml version="1.0" encoding="UTF-8"?>${content}`,
});
const zoo = (animals: object) => ({ ...objectOf({ animals: { ...animals } }), xml: { name: 'zoo' } });
const given = { body: { animals: ['lion', 'ape'] } };

/** OpenAPI 3.0.4 "XML Object" with its examples; XML 1.0 section 2.4. */
export const XML_BODIES: FidelityGroup = {
  name: 'XML bodies',
  version: '3.0.4',
  root: {
    components: {
      schemas: {
        Person: objectOf({ id: whole, name: text }),
        Named: objectOf({ id: { type: 'integer', xml: { attribute: true } } }),
      },
    },
  },
  cases: [
    {
      name: 'the root is named by the schema of the components',
      call: 'POST /component',
      operation: sending(XML, { $ref: '#/components/schemas/Person' }),
      args: { body: { id: 0, name: '' } },
      sends: sent('POST /component', '<Person><id>0</id><name></name></Person>'),
    },
    {
      name: 'name, attribute, prefix and namespace',
      call: 'POST /person',
      operation: sending(XML, {
        ...objectOf({
          id: { type: 'integer', xml: { attribute: true } },
          name: { type: 'string', xml: { namespace: 'http://example.com/schema/sample', prefix: 'sample' } },
          age: { type: 'integer', xml: { name: 'years' } },
        }),
        xml: { name: 'Person' },
      }),
      args: { body: { id: 123, name: 'example', age: 7 } },
      sends: sent(
        'POST /person',
        '<Person id="123"><sample:name xmlns:sample="http://example.com/schema/sample">example</sample:name><years>7</years></Person>',
      ),
    },
    {
      name: 'a namespace without a prefix',
      call: 'POST /namespace',
      operation: sending(XML, { ...objectOf({ a: text }), xml: { name: 'n', namespace: 'urn:n' } }),
      args: { body: { a: 'x' } },
      sends: sent('POST /namespace', '<n xmlns="urn:n"><a>x</a></n>'),
    },
    {
      name: 'markup in texts and attributes is escaped',
      call: 'POST /escaped',
      operation: sending(XML, {
        ...objectOf({ a: { type: 'string', xml: { attribute: true } }, b: text }),
        xml: { name: 'e' },
      }),
      args: { body: { a: '"<&', b: '</b>&<x>' } },
      sends: sent('POST /escaped', '<e a="&quot;&lt;&amp;"><b>&lt;/b&gt;&amp;&lt;x&gt;</b></e>'),
    },
    {
      name: 'an array repeats its property name',
      call: 'POST /array',
      operation: sending(XML, zoo(listOf(text))),
      args: given,
      sends: sent('POST /array', '<zoo><animals>lion</animals><animals>ape</animals></zoo>'),
    },
    {
      name: 'an array: the name of its items counts, its own has no effect',
      call: 'POST /array-named',
      operation: sending(XML, zoo({ ...listOf(animal), xml: { name: 'aliens' } })),
      args: given,
      sends: sent('POST /array-named', '<zoo><animal>lion</animal><animal>ape</animal></zoo>'),
    },
    {
      name: 'a wrapped array',
      call: 'POST /wrapped',
      operation: sending(XML, zoo({ ...listOf(text), xml: { wrapped: true } })),
      args: given,
      sends: sent(
        'POST /wrapped',
        '<zoo><animals><animals>lion</animals><animals>ape</animals></animals></zoo>',
      ),
    },
    {
      name: 'a wrapped array: its name is used inside too',
      call: 'POST /wrapped-outer',
      operation: sending(XML, zoo({ ...listOf(text), xml: { name: 'aliens', wrapped: true } })),
      args: given,
      sends: sent(
        'POST /wrapped-outer',
        '<zoo><aliens><aliens>lion</aliens><aliens>ape</aliens></aliens></zoo>',
      ),
    },
    {
      name: 'a wrapped array: names outside and inside',
      call: 'POST /wrapped-both',
      operation: sending(XML, zoo({ ...listOf(animal), xml: { name: 'aliens', wrapped: true } })),
      args: given,
      sends: sent(
        'POST /wrapped-both',
        '<zoo><aliens><animal>lion</animal><animal>ape</animal></aliens></zoo>',
      ),
    },
    {
      name: 'an empty wrapped array leaves its wrapper',
      call: 'POST /wrapped',
      args: { body: { animals: [] } },
      sends: sent('POST /wrapped', '<zoo><animals></animals></zoo>'),
    },
    {
      name: 'parts of an allOf keep their names and attributes',
      call: 'POST /all-of',
      operation: sending(XML, {
        allOf: [
          { $ref: '#/components/schemas/Named' },
          objectOf({ label: { type: 'string', xml: { name: 'l' } } }),
        ],
        xml: { name: 'thing' },
      }),
      args: { body: { id: 1, label: 'x' } },
      sends: sent('POST /all-of', '<thing id="1"><l>x</l></thing>'),
    },
    {
      name: 'members that no schema names, one of them a name that objects have by birth',
      call: 'POST /open',
      operation: sending(XML, { type: 'object', properties: { a: text }, xml: { name: 'o' } }),
      args: { body: { a: '1', constructor: '2' } },
      sends: sent('POST /open', '<o><a>1</a><constructor>2</constructor></o>'),
    },
    {
      name: 'a type with the +xml suffix',
      call: 'POST /suffix',
      operation: sending('application/soap+xml', { ...objectOf({ a: text }), xml: { name: 's' } }),
      args: { body: { a: '1' } },
      sends: {
        ...sent('POST /suffix', '<s><a>1</a></s>'),
        headers: { 'content-type': 'application/soap+xml' },
      },
    },
  ],
};

/** OpenAPI 3.2.0 "XML Object", field `nodeType`; XML 1.0 section 2.7. */
export const XML_NODE_TYPES: FidelityGroup = {
  name: 'XML node types',
  version: '3.2.0',
  cases: [
    {
      name: 'attribute and text',
      call: 'POST /text',
      operation: sending(XML, {
        ...objectOf({
          lang: { type: 'string', xml: { nodeType: 'attribute' } },
          body: { type: 'string', xml: { nodeType: 'text' } },
        }),
        xml: { name: 'note' },
      }),
      args: { body: { lang: 'de', body: 'a<b' } },
      sends: sent('POST /text', '<note lang="de">a&lt;b</note>'),
    },
    {
      name: 'cdata',
      call: 'POST /cdata',
      operation: sending(XML, {
        ...objectOf({ body: { type: 'string', xml: { nodeType: 'cdata' } } }),
        xml: { name: 'note' },
      }),
      args: { body: { body: '<b>]]></b>' } },
      sends: sent('POST /cdata', '<note><![CDATA[<b>]]]]><![CDATA[></b>]]></note>'),
    },
    {
      name: 'element, for an array that is wrapped',
      call: 'POST /element',
      operation: sending(XML, zoo({ ...listOf(animal), xml: { nodeType: 'element' } })),
      args: given,
      sends: sent('POST /element', '<zoo><animals><animal>lion</animal><animal>ape</animal></animals></zoo>'),
    },
  ],
};
