import { type Environment, environments, type FunctionName, type Variable } from '../contract/environment.ts';

/**
 * The environment of a function, whole. The only place that reads `process.env`.
 *
 * @throws Error naming every variable that is missing, at cold start, so that a wrong deployment fails at once.
 */
export function readEnvironment<Name extends FunctionName>(name: Name): Environment<Name> {
  const variables: readonly Variable<Name>[] = environments[name];
  const missing = variables.filter((variable) => !process.env[variable]);
  if (missing.length > 0) throw new Error(`${name} lacks the environment variables ${missing.join(', ')}`);
  return Object.fromEntries(variables.map((variable) => [variable, process.env[variable]])) as Environment<Name>;
}
