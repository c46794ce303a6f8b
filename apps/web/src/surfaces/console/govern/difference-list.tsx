import { type Comparison, type DifferenceKind, listDifferences } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { governTexts } from './govern.texts.ts'
import { pageSize, Rows } from './parts.tsx'

/** The records two sources disagree on, one by one, as this person may see them (PLT-059). */
export function DifferenceList({ comparison }: { comparison: Comparison }) {
  const texts = useTexts(governTexts)
  const { feedback } = texts
  const [at, set] = useState(1)
  const [group, setGroup] = useState<string>()
  const keyOf = (one: Comparison['groups'][number]) => `${one.checkerId} ${one.kind}`
  const chosen = comparison.groups.find((one) => keyOf(one) === group)
  const names = new Map(comparison.groups.map((one) => [one.checkerId, one.checkerName]))
  const read = useRead(
    listDifferences,
    {
      params: { id: comparison.id },
      query: {
        ...{ limit: pageSize, offset: (at - 1) * pageSize },
        ...(chosen ? { kind: chosen.kind, checker: chosen.checkerId } : {}),
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <Select
        allowClear
        style={{ width: 320, marginBottom: 8 }}
        aria-label={feedback.groups}
        placeholder={feedback.groups}
        value={group}
        options={comparison.groups.map((one) => ({
          value: keyOf(one),
          label: `${one.checkerName} · ${texts.differences[one.kind]}`,
        }))}
        onChange={(next?: string) => {
          setGroup(next)
          set(1)
        }}
      />
      <Rows
        label={feedback.differing}
        read={read}
        rowKey={(row) => `${row.checkerId} ${row.kind} ${row.key}`}
        page={{ at, set }}
        columns={[
          { title: feedback.key, render: (_, row) => <span className="code">{row.key}</span> },
          { title: feedback.checker, render: (_, row) => names.get(row.checkerId) },
          { title: feedback.groups, render: (_, row) => texts.differences[row.kind as DifferenceKind] },
          { title: feedback.ours, render: (_, row) => row.ours ?? '—' },
          { title: feedback.theirs, render: (_, row) => row.theirs ?? '—' },
        ]}
      />
    </>
  )
}
