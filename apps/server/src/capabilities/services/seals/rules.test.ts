import { expect, it } from 'vitest'
import { mayMoveSeal, type SealUse, sealFault } from './rules.ts'

const use: SealUse = {
  seal: {
    ...{ state: 'active', document_types: ['准予许可决定书'], valid_from: '2025-01-01' },
    ...{ valid_until: '2030-01-01', needs_approval: false, custodian_id: 'keeper' },
  },
  ...{ documentType: '准予许可决定书', count: 1, today: '2025-06-03', now: new Date('2025-06-03T02:00:00Z') },
  ...{ userId: 'clerk', approval: null },
}

it('lets a seal be used only for its documents, while it is in force', () => {
  expect(sealFault(use)).toBeNull()
  expect(sealFault({ ...use, documentType: '行政处罚决定书' })).toContain('只能用于准予许可决定书')
  expect(sealFault({ ...use, today: '2030-01-02' })).toContain('有效期')
  expect(sealFault({ ...use, seal: { ...use.seal, state: 'suspended' } })).toContain('暂停')
})

it('needs leave for a key seal, and keeper and user are two', () => {
  const key = { ...use, seal: { ...use.seal, needs_approval: true } }
  expect(sealFault(key)).toContain('须经审批')
  const approval = { document_type: '准予许可决定书', state: 'granted', until_time: null, count: 2, used: 1 }
  expect(sealFault({ ...key, approval })).toBeNull()
  expect(sealFault({ ...key, approval, count: 2 })).toContain('超过')
  expect(sealFault({ ...key, approval, userId: 'keeper' })).toContain('保管人')
})

it('brings no destroyed seal back', () => {
  expect(mayMoveSeal('destroyed', 'active')).toBe(false)
  expect(mayMoveSeal('suspended', 'active')).toBe(true)
})
