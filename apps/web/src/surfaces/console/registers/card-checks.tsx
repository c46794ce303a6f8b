import {
  type CardUse,
  checkCard,
  getCardBlackList,
  listCardRecoveries,
  type OperationOutput,
  takeCardTaps,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input, InputNumber, Select, Typography } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { cardNames } from '../../../capabilities/services/cards.texts.ts'
import { Columns, Facts, Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { cardCheckTexts } from './card-checks.texts.ts'
import { RecordList } from './record-list.tsx'

interface Check {
  number: string
  use: CardUse
  entitlement?: string
}

/** 验卡: a reader on line, one off line with the black list, and a tap it hands in (SOC-021). */
export function CardChecks() {
  return <Columns main={<OnlineCheck />} side={<BlackList />} />
}

function OnlineCheck() {
  const texts = useTexts(cardCheckTexts)
  const names = useTexts(cardNames)
  const [form] = Form.useForm<Check & { yuan?: number }>()
  const check = useMutation({
    mutationFn: ({ number, use, entitlement }: Check) =>
      client.call(checkCard, { body: { number, use, ...(entitlement ? { entitlement } : {}) } }),
  })
  const tap = useMutation({
    mutationFn: ({ number, use, yuan }: Check & { yuan?: number }) => {
      const one = { number, use, fen: Math.round((yuan ?? 0) * 100), time: new Date().toISOString() }
      return client.call(takeCardTaps, {
        body: { terminal: texts.terminal, taps: [{ ...one, sequence: Math.floor(Date.now() / 1000) }] },
      })
    },
    onSuccess: () => refresh(listCardRecoveries),
  })
  const run = (act: (values: Check & { yuan?: number }) => void) => () =>
    void form.validateFields().then(act, () => undefined)
  const data = check.data
  return (
    <Section title={texts.online}>
      <Quiet>{texts.onlineWhy}</Quiet>
      <ProblemNote error={check.error ?? tap.error} />
      <Form form={form} layout="vertical" initialValues={{ use: 'transit', yuan: 0 }}>
        <Form.Item name="number" label={texts.number} rules={[{ required: true, message: texts.needNumber }]}>
          <Input className="code" maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="use" label={texts.use} rules={[{ required: true }]}>
          <Select options={toChoices(names.uses)} />
        </Form.Item>
        <Form.Item name="entitlement" label={texts.entitlement}>
          <Select allowClear options={toChoices(texts.entitlements)} />
        </Form.Item>
        <Form.Item name="yuan" label={texts.yuan}>
          <InputNumber min={0} precision={2} style={{ width: '100%' }} />
        </Form.Item>
        <Button type="primary" loading={check.isPending} onClick={run((values) => check.mutate(values))}>
          {texts.check}
        </Button>{' '}
        <Button loading={tap.isPending} onClick={run((values) => tap.mutate(values))}>
          {texts.tap}
        </Button>
      </Form>
      {data ? (
        <Alert
          role="status"
          style={{ marginBlockStart: 12 }}
          type={data.outcome === 'passed' ? 'success' : 'error'}
          title={`${texts.outcomes[data.outcome]}：${data.text}`}
          description={data.isEntitled === null ? undefined : texts.entitled(data.isEntitled)}
        />
      ) : null}
      {tap.data ? (
        <Alert
          role="status"
          style={{ marginBlockStart: 12 }}
          type={tap.data.toRecover > 0 ? 'warning' : 'info'}
          title={texts.tapped(tap.data.taken, tap.data.toRecover)}
        />
      ) : null}
    </Section>
  )
}

function BlackList() {
  const texts = useTexts(cardCheckTexts)
  const [number, setNumber] = useState('')
  const read = useRead(getCardBlackList, { query: {} })
  const { data } = read
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const isBlocked = data?.blocked.includes(number.trim())
  return (
    <Section
      title={texts.blackList}
      extra={
        <Button size="small" loading={read.isFetching} onClick={() => void read.refetch()}>
          {texts.sync}
        </Button>
      }
    >
      <Quiet>{texts.blackListWhy}</Quiet>
      <Facts
        facts={[
          { label: texts.version, value: data ? String(data.version) : '—' },
          { label: texts.blocked, value: data ? formatNumber(data.blocked.length) : '—' },
          { label: texts.freed, value: data ? formatNumber(data.freed.length) : '—' },
          { label: texts.next, value: data ? texts.seconds(data.nextSyncSeconds) : '—' },
        ]}
      />
      <Input
        className="code"
        aria-label={texts.offline}
        placeholder={texts.offline}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
        style={{ marginBlock: 12 }}
      />
      {number.trim() && data ? (
        <Alert
          role="status"
          type={isBlocked ? 'error' : 'success'}
          title={isBlocked ? texts.offlineRefused : texts.offlinePassed}
        />
      ) : null}
      {data && data.blocked.length > 0 ? (
        <Typography.Paragraph
          className="code"
          style={{ marginBlockStart: 12 }}
          ellipsis={{ rows: 4, expandable: true }}
        >
          {data.blocked.join('  ')}
        </Typography.Paragraph>
      ) : null}
    </Section>
  )
}

type Recovery = OperationOutput<typeof listCardRecoveries>['items'][number]

/** 待追回: taps after a card had stopped. */
export function CardRecoveries() {
  const texts = useTexts(cardCheckTexts)
  const names = useTexts(cardNames)
  const usageOf = (one: Recovery) => names.uses[one.use as CardUse] ?? one.use
  const yuanOf = (one: Recovery) => formatNumber(one.fen / 100, 2)
  return (
    <RecordList<Recovery>
      label={texts.number}
      operation={listCardRecoveries}
      rowKey={(one) => `${one.number} ${one.time} ${one.terminal}`}
      name={(one) => one.number}
      columns={[
        { title: texts.terminalName, dataIndex: 'terminal' },
        { title: texts.use, render: (_, one) => usageOf(one) },
        { title: texts.yuan, align: 'right', render: (_, one) => yuanOf(one) },
        { title: texts.why, dataIndex: 'reason' },
        { title: texts.time, render: (_, one) => formatTime(one.time) },
      ]}
      facts={(one) => [
        { label: texts.terminalName, value: one.terminal },
        { label: texts.use, value: usageOf(one) },
        { label: texts.yuan, value: yuanOf(one) },
        { label: texts.why, value: one.reason },
        { label: texts.time, value: formatTime(one.time) },
      ]}
      empty={{ title: texts.none, why: texts.noneWhy }}
    />
  )
}
