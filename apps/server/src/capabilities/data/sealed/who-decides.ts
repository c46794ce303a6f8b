import { hasPermission, type Principal } from '../../../kernel/access.ts'

/** Whether somebody decides on projects, and so sees all of them. */
export function decides(principal: Principal): boolean {
  return hasPermission(principal, 'data.review') || hasPermission(principal, 'data.secure')
}
