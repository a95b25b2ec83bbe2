import image from './image.json' with { type: 'json' };

/** `API.md` of the executor image, for whoever writes programs. */
export const programApi: string = image.api.join('\n');

/** What `kaiseki.` can be followed by. */
export const kaisekiNames: ReadonlySet<string> = new Set(image.kaiseki);

/** Modules that can be imported there, by their first name. */
export const importableModules: ReadonlySet<string> = new Set([...image.standard, ...image.libraries]);
