/**
 * Values as Pulumi's runner sends them: secrets, outputs, assets and resources are objects marked by a signature.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
 */
const signature = '4dabf18193072939515e22adb298388d';
const secret = '1b47061264138c4ac30d75fd1eb44270';
const output = 'd0e6a833031e9bbcd3f4e8bde6ca49a4';
const asset = 'c44067f5952c0a294b673a41bacd8c17';
const archive = '0def7320c3a5731c473e5ecbe6d01bc7';
const resource = '5cf8f73096256a8f31e491e813e4eb8e';

/** Stands for what only `pulumi up` will know. */
export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

export interface AssetValue {
  asset: 'asset' | 'archive';
  path?: string;
  text?: string;
  assets?: Record<string, unknown>;
}

export const isAsset = (value: unknown): value is AssetValue =>
  typeof value === 'object' && value !== null && 'asset' in value && 'assetOrArchive' in value;

/** Plain values, and the paths of those that were secret. */
export function decode(value: unknown, path: string, secrets: string[]): unknown {
  if (Array.isArray(value)) return value.map((one, index) => decode(one, `${path}[${index}]`, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const marked = value as Record<string, unknown>;
  switch (marked[signature]) {
    case secret:
      secrets.push(path);
      return decode(marked['value'], path, secrets);
    case output:
      if (marked['secret'] === true) secrets.push(path);
      return 'value' in marked ? decode(marked['value'], path, secrets) : unknown;
    case asset:
    case archive:
      return decodeAsset(marked, path, secrets);
    case resource:
      return marked['id'] ?? marked['urn'];
    default:
      return Object.fromEntries(
        Object.entries(marked).map(([name, one]) => [
          name,
          decode(one, path === '' ? name : `${path}.${name}`, secrets),
        ]),
      );
  }
}

function decodeAsset(marked: Record<string, unknown>, path: string, secrets: string[]): object {
  const { path: file, text, assets } = marked;
  return {
    assetOrArchive: true,
    asset: marked[signature] === asset ? 'asset' : 'archive',
    ...(file === undefined ? {} : { path: file }),
    ...(text === undefined ? {} : { text }),
    ...(assets === undefined ? {} : { assets: decode(assets, path, secrets) }),
  };
}
