/**
 * What programs have no use for, by module: input and output are the module `kaiseki`'s alone. The jail is the wall; this
 * says so before anything runs, to whoever wrote the program.
 */
const network = 'there is no network: data comes from kaiseki.load';
const processes = 'no other process can be started';

export const refusedModules: ReadonlyMap<string, string> = new Map([
  ...'socket ssl socketserver http.client http.server urllib.request ftplib smtplib imaplib poplib nntplib telnetlib xmlrpc webbrowser'
    .split(' ')
    .map((module) => [module, network] as const),
  ...'subprocess pty'.split(' ').map((module) => [module, processes] as const),
  ['ctypes', 'programs run no native code of their own'],
]);

/** Why a module of that dotted name is refused; null when it is not. */
export function moduleRefusal(module: string): string | null {
  const parts = module.split('.');
  for (let length = parts.length; length > 0; length--) {
    const why = refusedModules.get(parts.slice(0, length).join('.'));
    if (why !== undefined) return why;
  }
  return null;
}

export function callRefusal(name: string): string | null {
  if (/^os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)$/.test(name)) return processes;
  return /^pandas\.read_(?:sql|sql_query|sql_table|gbq|clipboard)$/.test(name)
    ? 'there is no database: SQL belongs to the plan’s queries, whose rows kaiseki.load returns'
    : null;
}

/** Calls that read the file that their first argument names. */
export const readsFile = (name: string): boolean =>
  /^pandas\.read_(?:csv|table|fwf|json|html|xml|excel|parquet|feather|pickle|orc|stata|sas|spss)$|^numpy\.(?:loadtxt|genfromtxt|fromfile)$/.test(
    name,
  );
