/** What a seal and a leave say about a wanted use. */
export interface SealUse {
  seal: {
    state: string
    document_types: readonly string[]
    valid_from: string
    valid_until: string
    needs_approval: boolean
    custodian_id: string
  }
  documentType: string
  count: number
  today: string
  now: Date
  userId: string
  approval: {
    document_type: string
    state: string
    until_time: Date | null
    count: number
    used: number
  } | null
}

/** Why a seal may not be used so, in words for the log and for whoever tried; null when it may. */
export function sealFault({
  seal,
  documentType,
  count,
  today,
  now,
  userId,
  approval,
}: SealUse): string | null {
  if (seal.state === 'suspended') return '印章已暂停使用'
  if (seal.state === 'destroyed') return '印章已销毁'
  if (seal.state !== 'active') return '印章尚未启用'
  if (today < seal.valid_from || today > seal.valid_until) return '印章不在有效期内'
  if (seal.document_types.length > 0 && !seal.document_types.includes(documentType))
    return `印章只能用于${seal.document_types.join('、')}，不能用于${documentType}`
  if (!seal.needs_approval) return null
  if (seal.custodian_id === userId) return '印章保管人不能自行用印'
  if (approval?.state !== 'granted') return '这枚印章须经审批后使用'
  if (approval.document_type !== documentType) return '审批的文件类型不符'
  if (approval.until_time && approval.until_time < now) return '用印审批已过期'
  return approval.used + count > approval.count ? '超过审批的用印次数' : null
}

const steps: Record<string, readonly string[]> = {
  applied: ['active', 'refused'],
  active: ['suspended', 'destroyed'],
  suspended: ['active', 'destroyed'],
}

export function mayMoveSeal(from: string, to: string): boolean {
  return steps[from]?.includes(to) ?? false
}
