import type { AppPartner } from '@civitas/contract'

/** Why a service may not come into a state, or null. Nothing is released before both checks were passed. */
export function releaseFault(
  row: Pick<AppPartner, 'state' | 'security' | 'privacy'>,
  to: 'grey' | 'live' | 'suspended' | 'withdrawn',
): string | null {
  if (row.state === 'withdrawn') return '已下架的服务须重新登记。'
  if (to === 'suspended' || to === 'withdrawn')
    return row.state === 'testing' && to === 'suspended' ? '测试中的服务尚未上线。' : null
  if (!row.security?.passes) return '安全检查尚未通过，不能上线。'
  if (!row.privacy?.passes) return '隐私检查尚未通过，不能上线。'
  return null
}

/** Where an account stands among all, 0 to 99: the same for all services, so that a release by steps is felt by the same people. */
export function stepOf(userId: string): number {
  return Number.parseInt(userId.replaceAll('-', '').slice(-6), 16) % 100
}
