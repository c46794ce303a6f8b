import { askDutyWaiver, type DutyWaiver, decideDutyWaiver, listDutyWaivers, listRoles } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { moversTexts } from './movers.texts.ts'

interface Asked {
  account: string
  roles: string[]
  reason: string
  day: string
}

/** 职责冲突豁免: leave to hold duties that must be apart, decided by somebody else and for a time (PLT-081). */
export function WaiverList() {
  const texts = useTexts(moversTexts)
  const roles = useRead(listRoles, {}, { staleMs: 600_000 })
  const status = (one: DutyWaiver) => (
    <StateTag tone={one.state === 'asked' ? 'loud' : one.state === 'refused' ? 'bad' : 'over'}>
      {texts.waiverStates[one.state]}
    </StateTag>
  )
  return (
    <RecordList<DutyWaiver>
      label={texts.account}
      operation={listDutyWaivers}
      states={texts.waiverStates}
      rowKey={(one) => one.id}
      name={(one) => one.account}
      columns={[
        { title: texts.duties, dataIndex: 'duties' },
        { title: texts.until, render: (_, one) => formatTime(one.untilTime) },
        { title: texts.asked, dataIndex: 'askedBy' },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.duties, value: one.duties, whole: true },
        { label: texts.reason, value: one.reason, whole: true },
        { label: texts.until, value: formatTime(one.untilTime) },
        { label: texts.asked, value: `${one.askedBy} · ${formatTime(one.askedTime)}` },
        { label: texts.decided, value: one.decidedBy ?? '—' },
        { label: texts.state, value: status(one) },
        ...(one.note ? [{ label: texts.note, value: one.note, whole: true }] : []),
      ]}
      acts={[
        {
          label: texts.decide,
          when: (one) => one.state === 'asked',
          fields: [
            { kind: 'verdict', name: 'agree', label: texts.verdict, yes: texts.agree, no: texts.disagree },
            { kind: 'area', name: 'note', label: texts.note, required: true, maxLength: 500 },
          ],
          run: (one, { agree, note }: { agree: boolean; note: string }) =>
            client.call(decideDutyWaiver, { params: { id: one.id }, body: { agree, note } }),
        },
      ]}
      create={{
        label: texts.ask,
        fields: [
          { kind: 'code', name: 'account', label: texts.account, required: true, maxLength: 64 },
          {
            ...{ kind: 'choices', name: 'roles', label: texts.held, required: true },
            options: (roles.data ?? []).map((one) => ({ value: one.id, label: one.name })),
          },
          { kind: 'day', name: 'day', label: texts.until, required: true },
          { kind: 'area', name: 'reason', label: texts.reason, required: true, maxLength: 500 },
        ],
        run: ({ day, ...body }: Asked) =>
          client.call(askDutyWaiver, {
            body: { ...body, untilTime: new Date(`${day}T23:59:59`).toISOString() },
          }),
      }}
      empty={{ title: texts.noWaivers, why: texts.noWaiversWhy }}
    />
  )
}
