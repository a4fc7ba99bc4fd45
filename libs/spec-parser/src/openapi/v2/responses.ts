import type { ApiResponse } from '#lib/api-description';
import { asText, compact, entries, member } from '../../json.js';
import type { ReadContext, Spot } from '../context.js';
import { noteStatus } from '../common.js';
import { convertSchema } from '../schema.js';
import { checkHeaders } from './check-parameter.js';

export function readResponses(context: ReadContext, spot: Spot, produces: readonly string[]): ApiResponse[] {
  const types = produces.length > 0 ? produces : ['application/json'];
  return entries(spot.value).flatMap(([status]) => {
    if (!/^([1-5]\d\d|default)$/.test(status)) {
      noteStatus(context, context.child(spot, status), status);
      return [];
    }
    const response = context.follow(context.child(spot, status));
    if (response === undefined) return [];
    checkHeaders(context, response);
    const schema = context.child(response, 'schema');
    const converted = schema.value === undefined ? undefined : convertSchema(context, schema);
    return [
      compact({
        status,
        description: asText(member(response.value, 'description')),
        content:
          converted === undefined
            ? []
            : types.map((contentType) => ({
                contentType: contentType.toLowerCase(),
                schema: converted,
                encoding: {},
              })),
      }) as ApiResponse,
    ];
  });
}
