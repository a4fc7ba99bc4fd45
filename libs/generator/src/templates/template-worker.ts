import { fillTemplate, type FillOutcome, type FillRequest } from './fill-template.js';

/** Entry of a worker thread. */
export default function run(request: FillRequest): Promise<FillOutcome> {
  return fillTemplate(request);
}
