/**
 * Files of other repositories that a model takes: the tiny decoder that shows each step of a picture
 * model, which it can do without, and the program of one that was compiled for WebLLM.
 */
import type { Recipe } from './choices';
import { HubError } from './errors';
import type { Hub } from './http';
import { repoInfo, type HubFile, type HubRepo } from './metadata';
import { findLibrary } from './mlc-libraries';

/** @throws HubError where something is not known that the model cannot do without. */
export async function borrowedFiles(
  hub: Hub,
  { repo, files, gated, private: hidden }: HubRepo,
  recipes: readonly Recipe[],
  signal: AbortSignal,
): Promise<readonly HubFile[]> {
  if (gated || hidden) return [];
  const more = recipes.flatMap((recipe) => (recipe.repo === repo ? recipe.more : []));
  const [found, library] = await Promise.all([
    Promise.all(more.map((each) => filesOf(hub, each, signal))),
    files.some(({ path }) => path === 'mlc-chat-config.json') && findLibrary(hub, repo, signal),
  ]);
  return [...found.flat(), ...(library ? [library] : [])];
}

/** None where its repository is not there, or does not answer: the model works without. */
async function filesOf(
  hub: Hub,
  { repo, files }: Recipe['more'][number],
  signal: AbortSignal,
): Promise<readonly HubFile[]> {
  try {
    const { commit, licence, files: all } = await repoInfo(hub, { repo }, signal);
    return files.flatMap(({ path }): HubFile[] => {
      const file = all.find((each) => each.path === path);
      return file
        ? [{ ...file, path: borrowedPath(repo, path), place: { repo, commit, path, licence } }]
        : [];
    });
  } catch (cause) {
    if (cause instanceof HubError && cause.reason !== 'stopped') return [];
    throw cause;
  }
}

/** What a file of another repository is called among those of the model. */
const borrowedPath = (repo: string, path: string) => `${repo}/${path}`;
