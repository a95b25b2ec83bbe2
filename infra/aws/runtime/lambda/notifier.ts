import { composeNotifier } from '../../../stages/notifier.ts';
import { createRoot } from '../root.ts';
import { readSecret } from '../secrets.ts';

const root = createRoot('notifier', process.env);

export const handler = root.onQueue('notifier', async () =>
  composeNotifier(root.ports, {
    secret: await readSecret(root.settings.webhookSecret),
    ...root.settings.webhooks,
  }),
);
