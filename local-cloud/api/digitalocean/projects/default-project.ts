import { inOrder, assign, type Undo } from '../../change';
import { now } from '../../clock';
import type { InProject } from '../../in-project';
import type { Project, State } from '../../model';
import { projectResources } from './project-kinds';

/** The project of what names none; an account has one from the first. */
export function defaultProject({ projects }: Pick<State, 'projects'>): Project {
  return projects.find(({ isDefault }) => isDefault)!;
}

/** Adds the default project to an account that has none. */
export function addDefaultProject(state: State): void {
  if (state.projects.some(({ isDefault }) => isDefault)) return;
  state.projects.push({
    // An earlier version called it so.
    id: state.accountId.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5'),
    name: 'Default',
    description: 'Default project',
    purpose: 'Just trying out DigitalOcean',
    environment: 'Development',
    isDefault: true,
    createdAt: now(),
    updatedAt: now(),
  });
}

/** Makes a project the default for what comes; what the one before has stays there. */
export function makeDefault(state: State, project: Project): Undo {
  const before = defaultProject(state);
  const kept = (holder: InProject) => assign(holder, { project: { id: before.id, assignedAt: now() } });
  const nowhere = projectResources(state).filter(({ holder }) => !isAssigned(state, holder));
  return inOrder(
    ...nowhere.map(({ holder }) => kept(holder)),
    assign(before, { isDefault: false }),
    assign(project, { isDefault: true }),
  );
}

/** Whether a resource is in a project by name, not because that is the default. */
export function isAssigned({ projects }: State, { project }: InProject): boolean {
  return projects.some(({ id }) => id === project?.id);
}
