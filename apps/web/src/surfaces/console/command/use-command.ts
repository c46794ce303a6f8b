import type { AnyOperation } from '@civitas/sdk'
import { useLive } from '../../../app/live.ts'
import { refresh } from '../../../app/query.ts'

/** Reads operations anew whenever something of the command changes, of one incident when it is named. */
export function useCommandNews(operations: AnyOperation[], incidentId?: string): void {
  useLive(['command'], (message) => {
    const body = message.body as { incidentId?: string | null } | undefined
    if (!incidentId || !body?.incidentId || body.incidentId === incidentId) refresh(...operations)
  })
}
