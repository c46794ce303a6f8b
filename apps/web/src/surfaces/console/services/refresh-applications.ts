import { getServiceApplication, listServiceApplications, listServiceTasks } from '@civitas/sdk'
import { refresh } from '../../../app/query.ts'

/** Every act on an application changes it, the list and the tasks. */
export function refreshApplications(): void {
  refresh(getServiceApplication, listServiceApplications, listServiceTasks)
}
