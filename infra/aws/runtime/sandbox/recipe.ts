import { z } from 'zod';

/**
 * Everything a launch is asked for with, but the slot. It is stored before the first launch: the same token with other
 * parameters, after a deploy, would be a conflict.
 */
const recipeSchema = z.strictObject({
  cluster: z.string(),
  /** The ARN of a revision: names its image by digest. */
  taskDefinition: z.string(),
  subnets: z.array(z.string()),
  securityGroups: z.array(z.string()),
  capacityProviders: z.array(z.strictObject({ name: z.string(), weight: z.number() })),
});
export type Recipe = z.infer<typeof recipeSchema>;

export const writeRecipe = (recipe: Recipe): string => JSON.stringify(recipeSchema.parse(recipe));
export const readRecipe = (text: string): Recipe => recipeSchema.parse(JSON.parse(text));
