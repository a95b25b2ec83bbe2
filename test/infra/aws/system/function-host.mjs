/**
 * A Lambda execution environment for one function: imports its bundle as deployed, says how long that took, and hands it
 * one event after the other. Its parent may kill it at any moment, as Lambda may.
 */
const [bundle = ''] = process.argv.slice(2);
const began = performance.now();
const { handler } = await import(bundle);
process.send?.({ initMilliseconds: performance.now() - began });

process.on('message', async (/** @type {{ event: unknown }} */ { event }) => {
  try {
    process.send?.({ answer: await handler(event, { functionName: 'test', awsRequestId: 'test' }) });
  } catch (error) {
    process.send?.({ failed: String(error) });
  }
});
process.on('disconnect', () => process.exit());
