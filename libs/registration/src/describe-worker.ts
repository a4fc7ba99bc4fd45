import { describeSource, type DescribeOutcome, type DescribeRequest } from './describe-source.js';

/** Entry of a worker thread. */
export default function run(request: DescribeRequest): Promise<DescribeOutcome> {
  return describeSource(request);
}
