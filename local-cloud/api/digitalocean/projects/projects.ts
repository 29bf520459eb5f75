import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { NOTHING, add, assign, inOrder, remove, type Undo } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { ApiError, required, unprocessable } from '../../errors';
import type { Project, State } from '../../model';
import { page } from '../pages';
import { defaultProject, makeDefault } from './default-project';
import { resourcesIn } from './membership';
import { PROJECT_BODY, fieldsOf, projectBody, type ProjectBody } from './project-fields';

export type ProjectParams = { Params: { project?: string } };

/** A project by its id, or the default one. */
export const PROJECT_PATHS = ['/projects/default', '/projects/:project'] as const;

export function projectRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const body = (project: Project) => ({ project: projectBody(state, project) });

  api.get('/projects', (request) =>
    page(
      request,
      'projects',
      state.projects.map((one) => projectBody(state, one)),
    ),
  );
  api.post<{ Body: ProjectBody }>('/projects', { schema: { body: PROJECT_BODY } }, async (request, reply) => {
    let project: Project | undefined;
    await cloud.record(() => {
      const at = now();
      project = { id: randomUUID(), ...fieldsOf(state, request.body), isDefault: false, createdAt: at, updatedAt: at };
      return add(state.projects, project);
    });
    return reply.code(201).send(body(project!));
  });
  for (const path of PROJECT_PATHS) {
    api.get<ProjectParams>(path, ({ params }) => body(findProject(state, params)));
    for (const method of ['PUT', 'PATCH'] as const) {
      api.route<ProjectParams & { Body: ProjectBody }>({
        method,
        url: path,
        schema: { body: { ...PROJECT_BODY, ...(method === 'PUT' && { required: PUT_REQUIRES }) } },
        handler: async ({ params, body: wanted }) => {
          let project: Project | undefined;
          await cloud.record(() => change(state, (project = findProject(state, params)), wanted));
          return body(project!);
        },
      });
    }
  }
  api.delete<ProjectParams>('/projects/:project', async ({ params }, reply) => {
    await cloud.record(() => {
      const project = findProject(state, params);
      if (project.isDefault) throw refused('cannot delete the default project');
      if (resourcesIn(state, project).length > 0) throw refused('cannot delete a project with resources');
      return remove(state.projects, project);
    });
    return reply.code(204).send();
  });
}

const PUT_REQUIRES = Object.keys(PROJECT_BODY.properties);

export function findProject(state: State, { project: id = 'default' }: ProjectParams['Params']): Project {
  return id === 'default' ? defaultProject(state) : required(state.projects.find((one) => one.id === id));
}

function change(state: State, project: Project, body: ProjectBody): Undo {
  if (Object.values(body).every((value) => value === null)) throw unprocessable('at least one attribute is required');
  const { is_default: isDefault } = body;
  // It is taken away by making another one the default.
  if (project.isDefault && isDefault === false) throw unprocessable('an account must have a default project');
  const fields = fieldsOf(state, body, project);
  return inOrder(
    assign(project, { ...fields, updatedAt: now() }),
    isDefault && !project.isDefault ? makeDefault(state, project) : NOTHING,
  );
}

function refused(message: string): ApiError {
  return new ApiError(412, message, 'precondition_failed');
}
