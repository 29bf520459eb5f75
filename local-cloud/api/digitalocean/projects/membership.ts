import { assign, NOTHING, type Undo } from '../../change';
import { now } from '../../clock';
import { ApiError, unprocessable } from '../../errors';
import type { InProject } from '../../in-project';
import type { Project, ReservedIp, State } from '../../model';
import { defaultProject } from './default-project';
import { projectResources, type ProjectResource } from './project-kinds';

/** The project that a resource is in. */
export function projectOf(state: State, holder: InProject): Project {
  return state.projects.find(({ id }) => id === holder.project?.id) ?? defaultProject(state);
}

/** The project of a reserved IP: its droplet's, while a droplet has it. */
export function projectOfReservedIp(state: State, reserved: InProject & Pick<ReservedIp, 'dropletId'>): Project {
  const droplet = state.droplets.find(({ id }) => id === reserved.dropletId);
  return projectOf(state, droplet ?? reserved);
}

function projectOfResource(state: State, { holder, dropletId }: ProjectResource): Project {
  return dropletId === undefined ? projectOf(state, holder) : projectOfReservedIp(state, { ...holder, dropletId });
}

export function resourcesIn(state: State, project: Project): ProjectResource[] {
  return projectResources(state).filter((one) => projectOfResource(state, one) === project);
}

/** Where a request wants a new resource to be; the default project when it names none. */
export function wantedProject(state: State, id: string | null | undefined): InProject {
  if (!id) return {};
  if (!state.projects.some((project) => project.id === id)) throw unprocessable(`project ${id} does not exist`);
  return { project: { id, assignedAt: now() } };
}

export interface Moved {
  readonly status: 'assigned' | 'already_assigned';
  readonly undo: Undo;
}

export function move(state: State, resource: ProjectResource, project: Project): Moved {
  if (projectOfResource(state, resource) === project) return { status: 'already_assigned', undo: NOTHING };
  if (typeof resource.dropletId === 'number')
    throw new ApiError(412, 'Cannot move a Reserved IP with an associated Droplet', 'precondition_failed');
  const undo = assign(resource.holder, { project: { id: project.id, assignedAt: now() } });
  return { status: 'assigned', undo };
}
