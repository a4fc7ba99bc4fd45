import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubProcess } from '../support/hub-process.js';
import { RestClient } from '../support/rest-client.js';

interface Tool {
  name: string;
  operation: string;
}

interface Api {
  id: string;
  toolCount: number;
  tokenTotal: number;
  tools: Tool[];
  skipped: { id: string; code: string }[];
}

interface Changes {
  api: Api;
  tokensBefore: number;
  changes: {
    added: Tool[];
    removed: Tool[];
    renamed: { operation: string; from: string; to: string }[];
    changed: (Tool & { members: string[]; breaking: boolean })[];
  };
  diagnostics: { code: string }[];
}

interface Problem {
  code: string;
  detail: string;
  diagnostics: { code: string; location: { document: string; pointer: string } }[];
}

const spec = (name: string) => readFile(new URL(`../specs/${name}`, import.meta.url));

describe('overlays over REST', () => {
  let hub: HubProcess;
  let rest: RestClient;
  let petstore: string;
  let overlay: string;
  let api: Api;

  beforeAll(async () => {
    petstore = (await spec('petstore-3.0.yaml')).toString();
    overlay = (await spec('petstore-overlay.yaml')).toString();
    hub = await HubProcess.create({ TOOLWRIGHT_RUNTIME: 'process' });
    await hub.start();
    rest = new RestClient(hub.url);
    const first = await rest.post('/api/v1/setup', { token: hub.setupToken() });
    rest.key = String(first.body['apiKey']);
  });

  afterAll(() => hub?.remove());

  it('are taken with a registration, as text beside a file', async () => {
    const selection = JSON.stringify({ exclude: { methods: ['PUT'] } });
    const bytes = new TextEncoder().encode(petstore);
    const answer = await rest.upload<Api>('/api/v1/apis', 'petstore-3.0.yaml', bytes, { overlay, selection });
    expect(answer.status).toBe(201);
    api = answer.body;
    expect(api.tools.find(({ operation }) => operation === 'GET /pet/{petId}')?.name).toBe('read_pet');
    expect(api.skipped).toContainEqual(
      expect.objectContaining({ id: 'PUT /pet', code: 'selection/excluded' }),
    );
    const kept = await rest.get<{ overlays: object[]; selection: object }>(`/api/v1/apis/${api.id}/overlay`);
    expect(kept.body.overlays).toHaveLength(1);
    expect(kept.body.selection).toMatchObject({ exclude: { tags: ['store'], methods: ['PUT'] } });
  });

  it('are replaced, and the answer tells what changed', async () => {
    const answer = await rest.put<Changes>(`/api/v1/apis/${api.id}/overlay`, {
      selection: { include: { tags: ['pet', 'store'] }, tools: { addPet: { name: 'register_pet' } } },
    });
    expect(answer.status).toBe(200);
    const { changes, tokensBefore } = answer.body;
    expect(tokensBefore).toBe(api.tokenTotal);
    expect(changes.added.map(({ operation }) => operation)).toContain('PUT /pet');
    expect(changes.removed.map(({ name }) => name)).toContain('loginUser');
    expect(changes).toMatchObject({ breaking: true });
    const renamed = changes.renamed.map(({ operation, from, to }) => [operation, from, to]);
    expect(renamed).toContainEqual(['POST /pet', 'addPet', 'register_pet']);
    expect(renamed).toContainEqual(['GET /pet/{petId}', 'read_pet', 'getPetById']);
    const found = changes.changed.find(({ name }) => name === 'findPetsByStatus');
    expect(found?.members).toContain('binding');
    const listed = await rest.get<{ items: Tool[] }>(`/api/v1/apis/${api.id}/tools`);
    expect(listed.body.items).toHaveLength(answer.body.api.toolCount);
  });

  it('reach every project that is generated then', async () => {
    await rest.put(`/api/v1/apis/${api.id}/overlay`, { overlay, selection: { exclude: { tags: ['user'] } } });
    const generation = await rest.post<{ id: string }>(`/api/v1/apis/${api.id}/generations`);
    const path = `/api/v1/generations/${generation.body.id}`;
    await rest.until<{ state: string }>(path, ({ state }) => state === 'succeeded');
    const files = unzipSync(await rest.bytes(`${path}/archive?format=zip`));
    const text = (end: string) =>
      new TextDecoder().decode(Object.entries(files).find(([name]) => name.endsWith(end))?.[1]);
    expect(JSON.parse(text('data/tools/pet.json'))).toMatchObject({ tag: 'pet' });
    expect(text('data/tools/pet.json')).toContain('"read_pet"');
    expect(Object.keys(files).filter((name) => name.includes('data/tools/'))).toHaveLength(1);
    expect(JSON.parse(text('toolwright.json'))).toMatchObject({
      toolwright: 1,
      description: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      overlays: [{ overlay: '1.0.0' }],
      selection: { exclude: { tags: ['store', 'user'] } },
    });
  });

  it('survive a description that changes', async () => {
    const path = `/api/v1/apis/${api.id}`;
    const newer = petstore
      .replace('operationId: getPetById', 'operationId: fetchPet')
      .replace('  /pet/findByStatus:', '  /pet/search:');
    const answer = await rest.put<Changes>(`${path}/description`, { content: newer, name: 'newer.yaml' });
    expect(answer.status).toBe(200);
    const tools = (await rest.get<{ items: Tool[] }>(`${path}/tools`)).body.items;
    expect(tools.find(({ operation }) => operation === 'GET /pet/{petId}')?.name).toBe('read_pet');
    // The override is keyed by operationId, the overlay's action by the path that is gone.
    expect(tools.find(({ operation }) => operation === 'GET /pet/search')?.name).toBe('find_pets');
    expect(answer.body.diagnostics.map(({ code }) => code)).toContain('overlay/target-unmatched');
    // A client calls find_pets as before.
    expect(answer.body.changes.removed).toEqual([]);
    const moved = answer.body.changes.changed.find(({ name }) => name === 'find_pets');
    // The words that the action gave it are gone with its path.
    const members = ['operation', 'title', 'description', 'binding'];
    expect(moved).toMatchObject({ operation: 'GET /pet/search', members, breaking: false });
    expect((await rest.put(`${path}/description`, { content: 'none' })).status).toBe(422);
    const back = await rest.put<Changes>(`${path}/description`, {
      content: petstore,
      name: 'petstore-3.0.yaml',
    });
    expect(back.body.changes.changed).toMatchObject([
      { name: 'find_pets', operation: 'GET /pet/findByStatus', breaking: false },
    ]);
  });

  it('are refused with their places, and then nothing changes', async () => {
    const before = await rest.get(`/api/v1/apis/${api.id}/overlay`);
    const put = (body: object) => rest.put<Problem>(`/api/v1/apis/${api.id}/overlay`, body);
    const misspelt = await put({ selection: { tools: { addPet: { nam: 'x' } } } });
    expect(misspelt).toMatchObject({ status: 422, body: { code: 'overlay-invalid' } });
    expect(misspelt.headers.get('content-type')).toContain('application/problem+json');
    expect(misspelt.body.diagnostics[0]?.location).toEqual({
      document: 'selection',
      pointer: '/tools/addPet/nam',
    });
    const info = { title: 'O', version: '1' };
    const target = await put({
      overlay: { overlay: '1.0.0', info, actions: [{ target: '$.paths[', update: {} }] },
    });
    expect(target.body.diagnostics).toMatchObject([
      { code: 'overlay/target-invalid', location: { document: 'overlay', pointer: '/actions/0' } },
    ]);
    const taken = await put({ selection: { tools: { addPet: { name: 'deletePet' } } } });
    expect(taken.body.diagnostics).toMatchObject([{ code: 'overlay/name-taken' }]);
    expect((await put({ selections: {} })).status).toBe(400);
    expect((await rest.get(`/api/v1/apis/${api.id}/overlay`)).body).toEqual(before.body);
    const fresh = await rest.post<Problem>('/api/v1/apis', { content: petstore, selection: 'include: 7' });
    expect(fresh).toMatchObject({ status: 422, body: { code: 'overlay-invalid' } });
  });

  it('stand in the report and in the description of the hub', async () => {
    const report = await rest.get<{ counts: object; readiness: { score: number } }>(
      `/api/v1/apis/${api.id}/report`,
    );
    expect(report.body.counts).toEqual({ operations: 18, tools: 8, skipped: 0, filtered: 10 });
    expect(report.body.readiness.score).toBe(100);
    const document = await rest.get<{ paths: Record<string, object> }>('/api/openapi.json');
    expect(Object.keys(document.body.paths['/api/v1/apis/{id}/overlay'] ?? {})).toEqual(['get', 'put']);
    expect(Object.keys(document.body.paths)).toContain('/api/v1/apis/{id}/report');
  });
});
