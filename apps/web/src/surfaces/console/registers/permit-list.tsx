import { findPermitDuty, listPermitDuties, type OperationInput, type PermitDuty } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { StateTag } from '../parts/page.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { permitTexts } from './permits.texts.ts'
import { RecordList } from './record-list.tsx'

type Finding = OperationInput<typeof findPermitDuty>['body']

const tones = { informed: 'over', held: 'over', suspected: 'bad', unlicensed: 'loud' } as const

/** 证照分离: firms whose business needs a permit, and what was found of those without it in time (SOC-009). */
export function PermitList() {
  const texts = useTexts(permitTexts)
  const day = (time: string) => formatTime(time).slice(0, 10)
  return (
    <RecordList<PermitDuty>
      label={texts.firm}
      operation={listPermitDuties}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.firmName}
      columns={[
        { title: texts.phrase, dataIndex: 'phrase' },
        { title: texts.item, dataIndex: 'itemTitle' },
        { title: texts.due, render: (_, one) => day(one.dueTime) },
        {
          title: texts.state,
          render: (_, one) => <StateTag tone={tones[one.state]}>{texts.states[one.state]}</StateTag>,
        },
      ]}
      facts={(one) => [
        { label: texts.code, value: one.firmCode, whole: true },
        { label: texts.address, value: one.address, whole: true },
        { label: texts.phrase, value: one.phrase },
        { label: texts.item, value: one.itemTitle },
        { label: texts.supervisor, value: one.supervisorName ?? '—' },
        { label: texts.state, value: texts.states[one.state] },
        { label: texts.founded, value: day(one.foundedTime) },
        { label: texts.due, value: day(one.dueTime) },
        ...one.findings.map((each) => ({
          label: formatTime(each.time),
          value: `${each.byName}：${texts.found[each.finding as Finding['finding']]}，${each.note}`,
          whole: true,
        })),
      ]}
      acts={[
        {
          label: texts.find,
          when: (one) => one.state === 'suspected',
          fields: [
            {
              ...{ kind: 'choice', name: 'finding', label: texts.finding, required: true },
              options: toChoices(texts.findings),
            },
            { kind: 'area', name: 'note', label: texts.note, required: true, maxLength: 500 },
          ],
          run: (one, body: Finding) => client.call(findPermitDuty, { params: { id: one.id }, body }),
        },
      ]}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}
