import { type CreditRecord, listCreditChanges } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { StateTag } from '../parts/page.tsx'
import { creditModelTexts } from './credit-models.texts.ts'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'

const tones = { active: undefined, corrected: 'loud', withdrawn: 'bad' } as const

/** 变动推送: what subscribers are given since a time; facts under objection are left out of it (PLT-087). */
export function CreditChanges() {
  const { credit: texts, time } = useTexts(papersTexts)
  const more = useTexts(creditModelTexts)
  const [since, setSince] = useState(() => dayjs().subtract(7, 'day').startOf('day'))
  return (
    <>
      <p style={{ marginBlockEnd: 12 }}>{more.changesWhy}</p>
      <DatePicker
        showTime
        allowClear={false}
        aria-label={more.since}
        value={since}
        onChange={(day) => (day ? setSince(day) : undefined)}
        style={{ marginBlockEnd: 12 }}
      />
      <Paged<CreditRecord, typeof listCreditChanges>
        key={since.toISOString()}
        label={more.tabs.changes}
        operation={listCreditChanges}
        query={{ since: since.toISOString() }}
        rowKey={(one) => one.id}
        columns={[
          { title: texts.subject, dataIndex: 'subjectName' },
          { title: texts.item, dataIndex: 'itemTitle' },
          { title: texts.content, dataIndex: 'content' },
          {
            title: more.state,
            render: (_, one) => (
              <StateTag tone={one.repaired ? 'over' : tones[one.state]}>
                {one.repaired ? more.repaired : more.recordStates[one.state]}
              </StateTag>
            ),
          },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: time, render: (_, one) => formatTime(one.deliveredTime) },
        ]}
      />
    </>
  )
}
