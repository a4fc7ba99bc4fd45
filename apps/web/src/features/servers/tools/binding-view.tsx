import { useTranslation } from 'react-i18next';
import type { GenerationTool } from '@/api/types';
import { CodeBlock } from '@/ui/code-block';

type Binding = GenerationTool['binding'];
type HttpBinding = Extract<Binding, { kind: 'http' }>;
type GraphqlBinding = Exclude<Binding, HttpBinding>;

/** How a call goes out: where each argument ends up. */
export function BindingView({ binding }: { readonly binding: Binding }) {
  return binding.kind === 'http' ? <HttpView binding={binding} /> : <GraphqlView binding={binding} />;
}

function HttpView({ binding }: { readonly binding: HttpBinding }) {
  const { t } = useTranslation();
  const { method, path, parameters, body, accept, security } = binding;
  const rows: Row[] = parameters.map((parameter) => ({
    argument: parameter.argument,
    place: t(`servers.tools.places.${parameter.in}`),
    name: parameter.name,
    how: parameter.contentType ?? `${parameter.style}${parameter.explode ? ', explode' : ''}`,
    constant: parameter.constant,
  }));
  if (body !== undefined)
    rows.push({
      argument: body.argument,
      place: t('servers.tools.places.body'),
      name: '–',
      how: body.variants.map(({ contentType }) => contentType).join(', '),
      constant: undefined,
    });
  return (
    <div className="space-y-4">
      <p className="rounded-lg border border-line bg-ground px-3 py-2 font-mono text-sm break-all">
        <strong>{method}</strong> {path}
      </p>
      <ArgumentTable rows={rows} />
      <Needs accept={accept} security={security} />
    </div>
  );
}

function GraphqlView({ binding }: { readonly binding: GraphqlBinding }) {
  const { t } = useTranslation();
  const rows: Row[] = binding.variables.map(({ argument, name, type, constant }) => ({
    argument,
    place: t('servers.tools.places.variable'),
    name: `$${name}`,
    how: type,
    constant,
  }));
  return (
    <div className="space-y-4">
      <CodeBlock text={binding.document} label={t(`servers.tools.graphql.${binding.operationType}`)} />
      <ArgumentTable rows={rows} />
      <Needs accept={[]} security={binding.security} />
    </div>
  );
}

interface Row {
  readonly argument: string;
  readonly place: string;
  readonly name: string;
  readonly how: string;
  readonly constant: unknown;
}

function ArgumentTable({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p className="text-sm text-soft">{t('servers.tools.noArguments')}</p>;
  const heads = ['argument', 'place', 'wireName', 'how'] as const;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t('servers.tools.binding')}>
      <table className="w-full text-left text-sm">
        <caption className="sr-only">{t('servers.tools.binding')}</caption>
        <thead>
          <tr className="text-soft">
            {heads.map((head) => (
              <th key={head} className="pr-4 pb-1 font-medium">
                {t(`servers.tools.heads.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ argument, place, name, how, constant }) => (
            <tr key={`${argument} ${place} ${name}`} className="border-t border-line align-top">
              <td className="py-1.5 pr-4 font-mono">
                {argument}
                {constant !== undefined && (
                  <span className="block font-sans text-xs text-soft">
                    {t('servers.tools.constant', { value: JSON.stringify(constant) })}
                  </span>
                )}
              </td>
              <td className="py-1.5 pr-4">{place}</td>
              <td className="py-1.5 pr-4 font-mono">{name}</td>
              <td className="py-1.5 text-soft">{how}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Needs({ accept, security }: Pick<HttpBinding, 'accept' | 'security'>) {
  const { t } = useTranslation();
  const credentials = security
    .map((all) => all.map(({ scheme }) => scheme).join(' + '))
    .filter((text) => text !== '')
    .join(t('servers.tools.or'));
  return (
    <p className="text-sm text-soft">
      {accept.length > 0 && t('servers.tools.accepts', { types: accept.join(', ') })}{' '}
      {credentials === '' ? t('servers.tools.noCredential') : t('servers.tools.credential', { credentials })}
    </p>
  );
}
