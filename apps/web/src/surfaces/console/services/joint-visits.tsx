import { type JointVisit, judgeJointVisit, listJointVisits, moveJointVisit } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs from 'dayjs'
import { useContext } from 'react'
import { client } from '../../../app/client.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import { StateTag } from '../parts/page.tsx'
import { MeContext } from '../parts/permissions.tsx'
import { type RecordAct, RecordList } from '../registers/record-list.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'

const tones = { booked: 'loud', passed: 'over', failed: 'bad', cancelled: undefined } as const

/** 联合踏勘、审图与验收 one’s office takes part in: its opinion, and another day before anybody has begun (SOC-007, SOC-008). */
export function JointVisits() {
  const texts = useTexts(projectTexts)
  const me = useContext(MeContext)
  const ours = (one: JointVisit) =>
    one.parties.find((each) => each.organisationId === me?.user.organisationId)
  const said = (passes: boolean | null | undefined) =>
    passes === true ? texts.passes : passes === false ? texts.fails : texts.notYet
  const judge: RecordAct<JointVisit> = {
    label: texts.judge,
    when: (one) => one.state === 'booked' && ours(one)?.passes === null,
    fields: [
      { kind: 'verdict', name: 'passes', label: texts.judge, yes: texts.passes, no: texts.fails },
      { kind: 'area', name: 'opinion', label: texts.opinion, required: true, maxLength: 1000 },
    ],
    run: (one, values: { passes: boolean; opinion: string }) =>
      client.call(judgeJointVisit, {
        params: { id: one.id },
        body: { opinion: values.opinion, passes: values.passes },
      }),
  }
  const move: RecordAct<JointVisit> = {
    label: texts.move,
    when: (one) => one.state === 'booked' && one.parties.every((each) => each.passes === null),
    first: (one: JointVisit) => ({ day: dayjs(one.day), slot: one.slot }),
    fields: [
      { kind: 'day', name: 'day', label: texts.day, required: true },
      { kind: 'choice', name: 'slot', label: texts.slot, required: true, options: toChoices(texts.slots) },
    ],
    run: (one, body: { day: string; slot: JointVisit['slot'] }) =>
      client.call(moveJointVisit, { params: { id: one.id }, body }),
  }
  return (
    <RecordList<JointVisit>
      label={texts.visits}
      operation={listJointVisits}
      states={texts.visitStates}
      filterLabel={texts.state}
      rowKey={(one) => one.id}
      name={(one) => one.title}
      columns={[
        { title: texts.day, render: (_, one) => `${one.day} ${texts.slots[one.slot]}` },
        { title: texts.place, dataIndex: 'place' },
        {
          title: texts.state,
          render: (_, one) => <StateTag tone={tones[one.state]}>{texts.visitStates[one.state]}</StateTag>,
        },
        { title: texts.ourOpinion, render: (_, one) => said(ours(one)?.passes) },
      ]}
      facts={(one) => [
        { label: texts.day, value: `${one.day} ${texts.slots[one.slot]}` },
        { label: texts.place, value: one.place, whole: true },
        { label: texts.state, value: texts.visitStates[one.state] },
        ...(one.conclusion ? [{ label: texts.conclusion, value: one.conclusion, whole: true }] : []),
        ...one.parties.map((each) => ({
          label: each.organisationName,
          value: [said(each.passes), each.opinion, each.actor].filter(Boolean).join(' · '),
          whole: true,
        })),
      ]}
      acts={[judge, move]}
      empty={{ title: texts.noVisits, why: texts.noVisitsWhy }}
    />
  )
}
