import {
  getOpenRate,
  listOpenings,
  type Opening,
  type OpeningStep,
  reviewOpening,
  withdrawOpenDataset,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer, Input, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { Facts, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { OpeningStateTag } from './opening-state-tag.tsx'
import { openingTexts } from './openings.texts.ts'

interface OpeningDrawerProps {
  opening: Opening
  onChange: (opening: Opening | null) => void
  onClose: () => void
}

/** A proposal with what the check found, its reviews and what comes next. */
export function OpeningDrawer({ opening, onChange, onClose }: OpeningDrawerProps) {
  const texts = useTexts(openingTexts)
  return (
    <Drawer
      open
      size="large"
      onClose={onClose}
      title={
        <>
          {opening.datasetName} <OpeningStateTag opening={opening} />
        </>
      }
    >
      <Facts
        facts={[
          { label: texts.unit, value: opening.organisationName },
          { label: texts.opening, value: texts.openings[opening.opening] },
          { label: texts.licence, value: opening.licence },
          ...(opening.conditions
            ? [{ label: texts.conditions, value: opening.conditions, whole: true }]
            : []),
          {
            ...{ label: texts.columns, whole: true },
            value: opening.columns
              .map(({ name, mask }) => (mask === 'none' ? name : `${name}（${texts.masks[mask]}）`))
              .join('、'),
          },
        ]}
      />
      <Section title={texts.check}>
        {opening.findings.length === 0 ? <Quiet>{texts.noFindings}</Quiet> : null}
        <ul>
          {opening.findings.map((finding) => (
            <li key={finding.text}>
              {finding.weight === 'refuse' ? <b>{texts.refused}：</b> : null}
              {finding.text}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={texts.reviews}>
        <ul>
          {opening.reviews.map((one) => (
            <li key={one.step}>
              {texts.steps[one.step]}：{texts.decisions[one.decision]} · {one.userName} ·{' '}
              {formatTime(one.time)}
              {one.reason ? ` · ${one.reason}` : ''}
            </li>
          ))}
        </ul>
        <Acts opening={opening} onChange={onChange} />
      </Section>
    </Drawer>
  )
}

function Acts({ opening, onChange }: Omit<OpeningDrawerProps, 'onClose'>) {
  const texts = useTexts(openingTexts)
  const may = useMay()
  const [reason, setReason] = useState('')
  const isStep = opening.state === 'owner' || opening.state === 'bureau' || opening.state === 'security'
  const review = useMutation({
    mutationFn: (decision: 'approve' | 'refuse') =>
      client.call(reviewOpening, {
        params: { id: opening.id },
        body: { step: opening.state as OpeningStep, decision, ...(reason ? { reason } : {}) },
      }),
    onSuccess: (next) => {
      setReason('')
      onChange(next)
    },
    onSettled: () => refresh(listOpenings, getOpenRate),
  })
  const withdraw = useMutation({
    mutationFn: () =>
      client.call(withdrawOpenDataset, { params: { id: opening.datasetId }, body: { reason } }),
    onSuccess: () => onChange(null),
    onSettled: () => refresh(listOpenings, getOpenRate),
  })
  const mayWithdraw = opening.state === 'published' && may('data.review')
  if (!isStep && !mayWithdraw) return null
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      {mayWithdraw ? <Quiet>{texts.withdrawWhy}</Quiet> : null}
      <Input.TextArea
        aria-label={texts.reason}
        placeholder={texts.reason}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <ProblemNote error={review.error ?? withdraw.error} />
      {isStep ? (
        <Space>
          <Button type="primary" loading={review.isPending} onClick={() => review.mutate('approve')}>
            {texts.approve}
          </Button>
          <Button loading={review.isPending} onClick={() => review.mutate('refuse')}>
            {texts.refuse}
          </Button>
        </Space>
      ) : (
        <Button danger loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {texts.withdraw}
        </Button>
      )}
    </Space>
  )
}
