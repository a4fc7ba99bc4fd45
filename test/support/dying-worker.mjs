/** Takes a job, says so, and never ends it: whoever started this kills it. */
const [driver, address, name] = process.argv.slice(2);
const { BullJobQueue, PgJobQueue } = await import('../../dist/libs/platform/index.js');
const options = { maxAttempts: 3, concurrency: 1 };
const queue =
  driver === 'embedded' ? new PgJobQueue(address, options) : new BullJobQueue(address, options, name);
await queue.open();
const forever = () => new Promise((resolve) => setTimeout(resolve, 600_000));
await queue.work(
  {
    generation: async () => {
      process.stdout.write('began\n');
      await forever();
    },
  },
  async () => {},
);
