import { queuedStages } from '../../../shared/topology.ts';
import type { Config } from '../config.ts';
import { functionNames } from '../functions/names.ts';
import { hoursOfMonth, minutesOfMonth, prices } from './prices.ts';

export interface CostItem {
  what: string;
  usd: number;
}

/** ecr.api, ecr.dkr, logs; that of S3 is free. */
const interfaceEndpoints = 3;

/** What Lambda polls a queue with when nothing comes: five at a time, 20 s each. */
const pollsPerMinute = 5 * 3;

/** Listings of one sweep that finds nothing: open runs, due webhooks, places and serving slots. */
const listingsPerSweep = 4;
const sweepSeconds = 0.5;
const sweepGigabytes = 0.5;

/** Compressed, as ECR counts. */
const imageGigabytes = 0.33;

export const alarmCount = (config: Config): number =>
  // Per stage two dead-letter queues and one that may be stuck; per function its errors; completions, schedule; three more.
  queuedStages.length * 3 + functionNames.length + 2 + 3 + (config.modelEndsOn === undefined ? 0 : 1);

export const secretCount = (config: Config): number =>
  1 + (config.modelKey === undefined ? 0 : 1) + (config.redshift === undefined ? 1 : 0);

/** What a month costs in which nobody asks anything, with these settings: list prices, no free tier, no tax. */
export function idleCosts(config: Config): CostItem[] {
  const own = config.vpc === undefined;
  const polls = queuedStages.length * pollsPerMinute * minutesOfMonth;
  return [
    {
      what: own
        ? `Network: ${interfaceEndpoints} endpoints in ${config.zones} zones`
        : 'Network: the endpoints are yours already',
      usd: own ? interfaceEndpoints * config.zones * prices.endpointZoneHour * hoursOfMonth : 0,
    },
    {
      what: `Waiting containers: ${config.warmSlots}`,
      usd: config.warmSlots * containerHour(config) * hoursOfMonth,
    },
    { what: `Alarms: ${alarmCount(config)}`, usd: alarmCount(config) * prices.alarmMonth },
    { what: 'Dashboard (three are free in an account)', usd: prices.dashboardMonth },
    { what: `Secrets: ${secretCount(config)}`, usd: secretCount(config) * prices.secretMonth },
    { what: "Polling of the stages' queues", usd: (polls / 1e6) * prices.millionQueueRequests },
    { what: 'The sweep, once a minute', usd: sweepCost() },
    { what: 'One image', usd: imageGigabytes * prices.imageGigabyteMonth },
    { what: 'Redshift Serverless while nobody asks: only what it stores', usd: 0 },
  ];
}

/** One container, by the mix of capacity that the settings say. */
function containerHour({ taskCpu, taskMemoryMiB, capacityProviders }: Config): number {
  const full = (taskCpu / 1024) * prices.vcpuHour + (taskMemoryMiB / 1024) * prices.gigabyteHour;
  const parts = capacityProviders.split(',').map((one) => one.split(':'));
  const weight = (of: string[]): number => Number(of[1] ?? 1);
  const all = parts.reduce((sum, one) => sum + weight(one), 0);
  const shares = parts.map((one) => (weight(one) / all) * (one[0] === 'FARGATE_SPOT' ? prices.spotShare : 1));
  return full * shares.reduce((sum, one) => sum + one, 0);
}

function sweepCost(): number {
  const listings = (listingsPerSweep * minutesOfMonth * prices.thousandListings) / 1e3;
  const calls = (minutesOfMonth / 1e6) * (prices.millionCalls + prices.millionStarts);
  return listings + calls + minutesOfMonth * sweepSeconds * sweepGigabytes * prices.gigabyteSecond;
}
