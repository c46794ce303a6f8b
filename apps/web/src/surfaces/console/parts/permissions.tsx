import type { Me, PermissionName } from '@civitas/sdk'
import { createContext, useContext } from 'react'

export const MeContext = createContext<Me | null>(null)

/** Whether the signed-in person may do what a permission names. */
export function useMay(): (name: PermissionName) => boolean {
  const me = useContext(MeContext)
  return (name) => me?.permissions.includes(name) ?? false
}
