import { decideTrench, joinTrench, listTrenches, requestTrench, type Trench } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { App } from 'antd'
import { client } from '../../../app/client.ts'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { estateTexts } from './estates.texts.ts'
import { RecordList } from './record-list.tsx'
import { registerTexts } from './registers.texts.ts'

interface Asked {
  road: string
  points: string
  fromDay: string
  toDay: string
  purpose: string
  repeats?: string
}

/** Points as they are typed, one a line; nothing when one of them is no point. */
function readLine(text: string): number[][] | null {
  const points = text
    .trim()
    .split(/\n+/)
    .map((line) => line.split(/[,，\s]+/).map(Number))
  const isLine = points.length > 1 && points.every((one) => one.length === 2 && one.every(Number.isFinite))
  return isLine ? points : null
}

/** 道路开挖: requests of utilities; a segment that is permitted is offered to join rather than opened again. */
export function TrenchList() {
  const { trenches: texts } = useTexts(estateTexts)
  const { tabs, state } = useTexts(registerTexts)
  const { modal } = App.useApp()
  const may = useMay()
  const ask = async ({ points, ...body }: Asked) => {
    const line = { type: 'LineString' as const, coordinates: readLine(points) ?? [] }
    const answer = await client.call(requestTrench, { body: { ...body, line } })
    if (answer.warning)
      modal.warning({
        title: answer.warning,
        content: answer.offers.map(({ trench, sharedM }) => (
          <p
            key={trench.id}
          >{`${trench.number} ${trench.permitNumber ?? ''} · ${formatNumber(sharedM)} m`}</p>
        )),
      })
  }
  return (
    <RecordList<Trench>
      label={tabs.trenches}
      operation={listTrenches}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.number}
      columns={[
        { title: texts.road, dataIndex: 'road' },
        { title: texts.days, render: (_, one) => `${one.fromDay} – ${one.toDay}` },
        { title: texts.length, align: 'right', render: (_, one) => formatNumber(Math.round(one.lengthM)) },
        {
          title: texts.parties,
          render: (_, one) => one.parties.map((each) => each.organisationName).join('、'),
        },
        {
          title: state,
          render: (_, one) => (
            <StateTag tone={one.state === 'requested' ? 'loud' : one.state === 'refused' ? 'bad' : 'over'}>
              {texts.states[one.state]}
            </StateTag>
          ),
        },
      ]}
      facts={(one) => [
        { label: texts.road, value: one.road },
        { label: texts.days, value: `${one.fromDay} – ${one.toDay}` },
        { label: state, value: texts.states[one.state] },
        { label: texts.permit, value: one.permitNumber ?? '—' },
        {
          label: texts.parties,
          value: one.parties.map((each) => `${each.organisationName}：${each.purpose}`).join('；'),
          whole: true,
        },
        ...(one.repeats ? [{ label: texts.repeats, value: one.repeats, whole: true }] : []),
        ...(one.decision ? [{ label: texts.decision, value: one.decision, whole: true }] : []),
      ]}
      acts={[
        {
          label: texts.join,
          when: (one) => one.state === 'approved',
          fields: [{ kind: 'text', name: 'purpose', label: texts.purpose, required: true, maxLength: 200 }],
          run: (one, body: { purpose: string }) => client.call(joinTrench, { params: { id: one.id }, body }),
        },
        {
          label: texts.decide,
          when: (one) => one.state === 'requested' && may('services.decide'),
          fields: [
            {
              kind: 'verdict',
              name: 'approves',
              label: texts.verdict,
              yes: texts.approves,
              no: texts.refuses,
            },
            { kind: 'area', name: 'text', label: texts.decision, required: true, maxLength: 500 },
          ],
          run: (one, { approves, text }: { approves: boolean; text: string }) =>
            client.call(decideTrench, {
              params: { id: one.id },
              body: { approves, text },
            }),
        },
      ]}
      create={{
        label: texts.ask,
        fields: [
          { kind: 'text', name: 'road', label: texts.road, required: true, maxLength: 100 },
          {
            ...{ kind: 'area', name: 'points', label: texts.points, required: true, rows: 4 },
            check: (value) => (readLine(String(value ?? '')) ? null : texts.wrongPoints),
          },
          { kind: 'day', name: 'fromDay', label: texts.from, required: true },
          { kind: 'day', name: 'toDay', label: texts.to, required: true },
          { kind: 'text', name: 'purpose', label: texts.purpose, required: true, maxLength: 200 },
          { kind: 'area', name: 'repeats', label: texts.repeats, extra: texts.repeatsWhy, rows: 2 },
        ],
        run: ask,
      }}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}
