/** A resource that is in a project. */
export interface InProject {
  /** None where it was never assigned: it is in the default project. */
  project?: { readonly id: string; readonly assignedAt: string };
}
