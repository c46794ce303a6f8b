import {
  type Adoption,
  type AdoptionRecord,
  createAdoption,
  endAdoption,
  giveUpAdoption,
  listAdoptionRecords,
  listAdoptions,
  listPoints,
  reviewAdoptionRecord,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Checkbox, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { Paged } from '../papers/paged.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import { adoptionConsoleTexts } from './adoptions.texts.ts'

/** 认领任务: what citizens may look after, who has it, and what they told that waits to be accepted. */
export function AdoptionSection() {
  const texts = useTexts(adoptionConsoleTexts)
  const [act, setAct] = useState<'offer' | { kind: 'take-back' | 'end'; id: string } | null>(null)
  const close = () => {
    setAct(null)
    refresh(listAdoptions)
  }
  return (
    <Section title={texts.title} extra={<Button onClick={() => setAct('offer')}>{texts.offer}</Button>}>
      <Quiet>{texts.why}</Quiet>
      <Paged<Adoption, typeof listAdoptions>
        label={texts.title}
        operation={listAdoptions}
        rowKey={(one) => one.id}
        columns={[
          { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
          { title: texts.name, dataIndex: 'title' },
          { title: texts.where, render: (_, one) => one.divisionName ?? '—' },
          { title: texts.state, render: (_, one) => texts.states[one.state] },
          { title: texts.adopter, render: (_, one) => one.adopterName ?? '—' },
          {
            title: texts.due,
            render: (_, one) => (
              <>
                {formatTime(one.dueTime)}{' '}
                {one.overdue ? <StateTag tone="loud">{texts.overdue}</StateTag> : null}
              </>
            ),
          },
          { title: texts.points, align: 'right', render: (_, one) => formatNumber(one.points) },
          {
            title: texts.acts,
            render: (_, one) => (
              <Space>
                {one.state === 'adopted' ? (
                  <Button size="small" onClick={() => setAct({ kind: 'take-back', id: one.id })}>
                    {texts.takeBack}
                  </Button>
                ) : null}
                <Button size="small" onClick={() => setAct({ kind: 'end', id: one.id })}>
                  {texts.end}
                </Button>
              </Space>
            ),
          },
        ]}
      />
      <Records />
      {act === 'offer' ? <OfferDialog onClose={close} /> : null}
      {act && act !== 'offer' ? (
        <ActDialog
          title={act.kind === 'end' ? texts.end : texts.takeBack}
          why={act.kind === 'end' ? texts.endWhy : texts.takeBackWhy}
          comment="none"
          act={() =>
            client.call(act.kind === 'end' ? endAdoption : giveUpAdoption, { params: { id: act.id } })
          }
          onClose={close}
        />
      ) : null}
    </Section>
  )
}

type Offer = Pick<Adoption, 'kind' | 'title' | 'duty' | 'position' | 'everyDays' | 'points'>

function OfferDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(adoptionConsoleTexts)
  return (
    <FormDialog<Offer>
      title={texts.offer}
      width={640}
      first={{ kind: 'green', everyDays: 7, points: 5 }}
      fields={[
        {
          ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
          options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
        },
        { kind: 'text', name: 'title', label: texts.name, required: true, maxLength: 100 },
        { kind: 'area', name: 'duty', label: texts.duty, required: true, maxLength: 1000 },
        {
          ...{ kind: 'number', name: 'everyDays', label: texts.every, required: true },
          ...{ min: 1, max: 365, precision: 0 },
        },
        {
          ...{ kind: 'number', name: 'points', label: texts.points, required: true },
          ...{ min: 0, max: 1000, precision: 0 },
        },
        {
          ...{ kind: 'custom', name: 'position', label: texts.place, required: true },
          control: <PlaceField />,
        },
      ]}
      act={(body) => client.call(createAdoption, { body })}
      onClose={onClose}
    />
  )
}

function Records() {
  const texts = useTexts(adoptionConsoleTexts)
  const [waiting, setWaiting] = useState(true)
  const [act, setAct] = useState<{ id: string; accept: boolean } | null>(null)
  return (
    <>
      <h3>
        {texts.records}{' '}
        <Checkbox checked={waiting} onChange={(event) => setWaiting(event.target.checked)}>
          {texts.onlyWaiting}
        </Checkbox>
      </h3>
      {/* Begins anew at the first page when the filter changes. */}
      <Paged<AdoptionRecord, typeof listAdoptionRecords>
        key={String(waiting)}
        label={texts.records}
        operation={listAdoptionRecords}
        query={waiting ? { state: 'waiting' } : {}}
        rowKey={(one) => one.id}
        columns={[
          { title: texts.time, render: (_, one) => formatTime(one.time) },
          { title: texts.name, dataIndex: 'adoptionTitle' },
          { title: texts.who, render: (_, one) => one.userName ?? '—' },
          { title: texts.what, dataIndex: 'text' },
          { title: texts.points, align: 'right', render: (_, one) => formatNumber(one.points) },
          {
            title: texts.state,
            render: (_, one) =>
              one.state === 'waiting' ? (
                <Space>
                  <Button size="small" onClick={() => setAct({ id: one.id, accept: true })}>
                    {texts.accept}
                  </Button>
                  <Button size="small" onClick={() => setAct({ id: one.id, accept: false })}>
                    {texts.refuse}
                  </Button>
                </Space>
              ) : (
                `${texts.recordStates[one.state]} ${one.reviewedName ?? ''}`
              ),
          },
        ]}
      />
      {act ? (
        <ActDialog
          title={act.accept ? texts.accept : texts.refuse}
          comment={act.accept ? 'optional' : 'required'}
          act={(comment) =>
            client.call(reviewAdoptionRecord, {
              params: { id: act.id },
              body: { accept: act.accept, ...(comment ? { comment } : {}) },
            })
          }
          onClose={() => {
            setAct(null)
            refresh(listAdoptionRecords, listAdoptions, listPoints)
          }}
        />
      ) : null}
    </>
  )
}
