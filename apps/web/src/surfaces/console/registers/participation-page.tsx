import {
  addSatisfactionAnswers,
  handleIdea,
  handleSatisfactionTask,
  type Idea,
  listAllIdeas,
  listSatisfactionRounds,
  openSatisfactionRound,
  publishSatisfaction,
  type SatisfactionGrade,
  type SatisfactionRound,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage, toChoices } from '../sharing/tabs-page.tsx'
import { type RecordAct, RecordList } from './record-list.tsx'
import { registerTexts } from './registers.texts.ts'

/** 点子与满意度 (SOC-024). */
export function ParticipationPage() {
  const { pages, tabs } = useTexts(registerTexts)
  const may = useMay()
  return (
    <TabsPage
      title={pages.participation}
      tabs={[
        ...(may('services.publish') ? [{ key: 'ideas', label: tabs.ideas, children: <IdeaList /> }] : []),
        { key: 'satisfaction', label: tabs.satisfaction, children: <RoundList /> },
      ]}
    />
  )
}

type IdeaActName = 'assess' | 'adopt' | 'reject' | 'implement' | 'hide' | 'show'

function IdeaList() {
  const { ideas: texts, tabs, state, text, time } = useTexts(registerTexts)
  const act = (name: IdeaActName, when: (one: Idea) => boolean): RecordAct<Idea> => ({
    label: texts.acts[name],
    danger: name === 'reject' || name === 'hide',
    when,
    fields: [{ kind: 'area', name: 'text', label: texts.reply, required: true, maxLength: 1000 }],
    run: (one, values: { text: string }) =>
      client.call(handleIdea, { params: { id: one.id }, body: { act: name, ...values } }),
  })
  return (
    <RecordList<Idea>
      label={tabs.ideas}
      operation={listAllIdeas}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.title}
      columns={[
        { title: texts.name, dataIndex: 'name' },
        { title: texts.votes, align: 'right', render: (_, one) => formatNumber(one.votes) },
        {
          title: state,
          render: (_, one) => (
            <StateTag tone={one.hiddenReason ? 'bad' : one.state === 'received' ? 'loud' : 'over'}>
              {one.hiddenReason ? texts.hidden : texts.states[one.state]}
            </StateTag>
          ),
        },
        { title: time, render: (_, one) => formatTime(one.createdTime) },
      ]}
      facts={(one) => [
        { label: texts.name, value: one.name },
        { label: texts.votes, value: formatNumber(one.votes) },
        { label: state, value: texts.states[one.state] },
        { label: texts.about, value: one.itemTitle ?? '—' },
        { label: text, value: one.text, whole: true },
        ...(one.reply ? [{ label: texts.reply, value: one.reply, whole: true }] : []),
        ...(one.hiddenReason ? [{ label: texts.hidden, value: one.hiddenReason, whole: true }] : []),
        ...(one.appeal ? [{ label: texts.appeal, value: one.appeal, whole: true }] : []),
      ]}
      acts={[
        act('assess', (one) => one.state === 'received' || one.state === 'rejected'),
        act('adopt', (one) => one.state === 'assessing'),
        act('reject', (one) => one.state === 'received' || one.state === 'assessing'),
        act('implement', (one) => one.state === 'adopted'),
        act('hide', (one) => one.hiddenReason === null),
        act('show', (one) => one.hiddenReason !== null),
      ]}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}

interface Begun {
  kind: 'service' | 'area'
  title: string
  question: string
  organisationId: string
  fromDay: string
  toDay: string
  floorPercent: number
}
interface Entered {
  channel: 'phone' | 'visit' | 'paper'
  satisfied?: number
  neutral?: number
  unsatisfied?: number
}

const repeat = (grade: SatisfactionGrade, count = 0) => Array.from({ length: count }, () => grade)

function RoundList() {
  const { satisfaction: texts, tabs, state, unit, text } = useTexts(registerTexts)
  const may = useMay()
  const count = (name: 'satisfied' | 'neutral' | 'unsatisfied') => ({
    ...{ kind: 'number' as const, name, label: texts[name], min: 0, max: 5000, precision: 0 },
  })
  const task = (
    label: string,
    act: 'answer' | 'close',
    from: 'open' | 'answered',
  ): RecordAct<SatisfactionRound> => ({
    label,
    when: (one) => one.task?.state === from && (act === 'answer' || may('services.publish')),
    fields: [{ kind: 'area', name: 'text', label: texts.measures, required: true, maxLength: 1000 }],
    run: (one, values: { text: string }) =>
      client.call(handleSatisfactionTask, { params: { id: one.id }, body: { act, ...values } }),
  })
  return (
    <RecordList<SatisfactionRound>
      label={tabs.satisfaction}
      operation={listSatisfactionRounds}
      states={texts.kinds}
      filterName="kind"
      filterLabel={texts.kind}
      rowKey={(one) => one.id}
      name={(one) => one.title}
      columns={[
        { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
        { title: unit, dataIndex: 'organisationName' },
        { title: texts.days, render: (_, one) => `${one.fromDay} – ${one.toDay}` },
        { title: texts.answers, align: 'right', render: (_, one) => formatNumber(one.answers) },
        { title: texts.rate, render: (_, one) => one.result?.text ?? '—' },
        {
          title: state,
          render: (_, one) => (
            <StateTag tone={one.task?.isOverdue ? 'bad' : one.task?.state === 'open' ? 'loud' : 'over'}>
              {one.task ? `${texts.task}·${texts.tasks[one.task.state]}` : texts.states[one.state]}
            </StateTag>
          ),
        },
      ]}
      facts={(one) => [
        { label: texts.question, value: one.question, whole: true },
        { label: unit, value: one.organisationName },
        { label: texts.days, value: `${one.fromDay} – ${one.toDay}` },
        { label: texts.floor, value: one.floorPercent },
        { label: texts.rate, value: one.result?.text ?? '—' },
        ...(one.result ? [{ label: texts.method, value: one.result.method, whole: true }] : []),
        ...(one.task?.measures ? [{ label: texts.measures, value: one.task.measures, whole: true }] : []),
        ...(one.task?.note ? [{ label: text, value: one.task.note, whole: true }] : []),
      ]}
      acts={[
        {
          label: texts.enter,
          when: (one) => one.state === 'open',
          first: { channel: 'phone' },
          fields: [
            {
              ...{ kind: 'choice', name: 'channel', label: texts.channel, required: true },
              options: toChoices(texts.channels),
            },
            ...[count('satisfied'), count('neutral'), count('unsatisfied')],
          ],
          run: (one, { channel, satisfied, neutral, unsatisfied }: Entered) =>
            client.call(addSatisfactionAnswers, {
              params: { id: one.id },
              body: {
                channel,
                grades: [
                  ...repeat('satisfied', satisfied),
                  ...repeat('neutral', neutral),
                  ...repeat('unsatisfied', unsatisfied),
                ],
              },
            }),
        },
        {
          label: texts.publish,
          when: (one) => one.state === 'closed' && may('services.publish'),
          fields: [],
          run: (one) => client.call(publishSatisfaction, { params: { id: one.id } }),
        },
        task(texts.answer, 'answer', 'open'),
        task(texts.close, 'close', 'answered'),
      ]}
      create={
        may('services.publish')
          ? {
              label: texts.begin,
              first: { kind: 'area', floorPercent: 75 },
              fields: [
                {
                  kind: 'choice',
                  name: 'kind',
                  label: texts.kind,
                  required: true,
                  options: toChoices(texts.kinds),
                },
                { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 80 },
                { kind: 'text', name: 'question', label: texts.question, required: true, maxLength: 200 },
                {
                  ...{ kind: 'custom', name: 'organisationId', label: unit, required: true },
                  control: <OrganisationSelect />,
                },
                { kind: 'day', name: 'fromDay', label: texts.from, required: true },
                { kind: 'day', name: 'toDay', label: texts.to, required: true },
                {
                  kind: 'number',
                  name: 'floorPercent',
                  label: texts.floor,
                  required: true,
                  min: 0,
                  max: 100,
                },
              ],
              run: (body: Begun) => client.call(openSatisfactionRound, { body }),
            }
          : undefined
      }
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}
