import {
  endPerson,
  getPerson,
  linkAccount,
  listPersons,
  type Mandate,
  type OperationOutput,
  recordMandate,
  verifyPerson,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, DatePicker, Drawer, Form, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Facts, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { personsTexts } from './persons.texts.ts'

type Detail = OperationOutput<typeof getPerson>

/** One person or firm: accounts, powers, and what a clerk does after seeing a document. */
export function PersonDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const texts = useTexts(personsTexts)
  const read = useRead(getPerson, { params: { id: id ?? '' } }, { enabled: id !== null, staleMs: 0 })
  const { data } = read
  return (
    <Drawer open={id !== null} size={600} title={data?.person.name ?? texts.title} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} /> : data ? <PersonView detail={data} /> : <Loading />}
    </Drawer>
  )
}

function changed(): void {
  refresh(getPerson, listPersons)
}

function PersonView({ detail: { person, accounts, mandates } }: { detail: Detail }) {
  const texts = useTexts(personsTexts)
  const [basis, setBasis] = useState('')
  const verify = useMutation({
    mutationFn: (userId: string | undefined) =>
      client.call(verifyPerson, { params: { id: person.id }, body: { level: 2, basis, userId } }),
    onSuccess: changed,
  })
  return (
    <>
      <Facts
        facts={[
          { label: texts.kind, value: texts.kinds[person.kind] },
          { label: texts.idNumber, value: <span className="code">{person.number}</span> },
          {
            label: texts.assurance,
            value: `${texts.levels[person.assurance]}${person.assuredBy ? `（${person.assuredBy}）` : ''}`,
          },
          { label: texts.state, value: texts.states[person.state] },
        ]}
      />
      <Section title={texts.accounts}>
        {accounts.length === 0 ? <p>{texts.noAccounts}</p> : null}
        {verify.error ? <ProblemView error={verify.error} /> : null}
        {accounts.map((one) => (
          <p key={one.userId}>
            <span className="code">{one.account}</span>{' '}
            <StateTag tone={one.isConfirmed ? undefined : 'bad'}>
              {one.isConfirmed ? texts.confirmed : texts.waiting}
            </StateTag>{' '}
            {one.isConfirmed ? null : (
              <Button size="small" disabled={!basis} onClick={() => verify.mutate(one.userId)}>
                {texts.verify}
              </Button>
            )}
          </p>
        ))}
        <Space.Compact style={{ width: '100%' }}>
          <Input
            aria-label={texts.basis}
            placeholder={texts.basis}
            value={basis}
            onChange={(event) => setBasis(event.target.value)}
          />
          <Button disabled={!basis} loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
            {texts.confirm}
          </Button>
        </Space.Compact>
        {person.state === 'active' ? <LinkForm id={person.id} /> : null}
      </Section>
      <Section title={texts.mandates}>
        {mandates.map((one) => (
          <p key={one.id}>
            {texts.authorities[one.authority]} {one.agentName} → {one.subjectName}{' '}
            <StateTag tone={one.state === 'active' ? undefined : 'bad'}>
              {texts.mandateStates[one.state]}
            </StateTag>{' '}
            {one.untilTime ? formatTime(one.untilTime) : ''}
          </p>
        ))}
        {person.state === 'active' ? <RecordForm id={person.id} /> : null}
      </Section>
      {person.state === 'active' ? <EndForm id={person.id} /> : null}
    </>
  )
}

/** An account somebody made elsewhere becomes one more of the same person. */
function LinkForm({ id }: { id: string }) {
  const texts = useTexts(personsTexts)
  const [form] = Form.useForm<{ account: string; proof: string }>()
  const run = useMutation({
    mutationFn: (body: { account: string; proof: string }) =>
      client.call(linkAccount, { params: { id }, body }),
    onSuccess: () => {
      form.resetFields()
      changed()
    },
  })
  return (
    <Form form={form} layout="vertical" style={{ marginBlockStart: 16 }} onFinish={run.mutate}>
      <ProblemNote error={run.error} />
      <Form.Item name="account" label={texts.linkAccount} rules={[{ required: true }]} extra={texts.linkWhy}>
        <Input className="code" maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="proof" label={texts.proof} rules={[{ required: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Button htmlType="submit" loading={run.isPending}>
        {texts.link}
      </Button>
    </Form>
  )
}

interface Recorded {
  authority: Mandate['authority']
  agentName: string
  agentNumber: string
  proof: string
  until?: { toDate(): Date }
}

function RecordForm({ id }: { id: string }) {
  const texts = useTexts(personsTexts)
  const [form] = Form.useForm<Recorded>()
  const run = useMutation({
    mutationFn: ({ until, ...given }: Recorded) =>
      client.call(recordMandate, {
        params: { id },
        body: { ...given, scenes: null, untilTime: until?.toDate().toISOString() ?? null },
      }),
    onSuccess: () => {
      form.resetFields()
      changed()
    },
  })
  const options = Object.entries(texts.authorities).map(([value, label]) => ({ value, label }))
  return (
    <Form form={form} layout="vertical" initialValues={{ authority: 'representative' }} onFinish={run.mutate}>
      {run.error ? <ProblemView error={run.error} /> : null}
      <Form.Item name="authority" label={texts.authority}>
        <Select options={options} />
      </Form.Item>
      <Form.Item name="agentName" label={texts.agentName} rules={[{ required: true }]}>
        <Input />
      </Form.Item>
      <Form.Item name="agentNumber" label={texts.agentNumber} rules={[{ required: true, len: 18 }]}>
        <Input maxLength={18} autoComplete="off" />
      </Form.Item>
      <Form.Item name="proof" label={texts.proof} rules={[{ required: true }]}>
        <Input />
      </Form.Item>
      <Form.Item name="until" label={texts.until}>
        <DatePicker />
      </Form.Item>
      <Button htmlType="submit" loading={run.isPending}>
        {texts.record}
      </Button>
    </Form>
  )
}

function EndForm({ id }: { id: string }) {
  const texts = useTexts(personsTexts)
  const [reason, setReason] = useState('')
  const run = useMutation({
    mutationFn: (state: 'deceased' | 'cancelled') =>
      client.call(endPerson, { params: { id }, body: { state, reason } }),
    onSuccess: changed,
  })
  return (
    <Section title={texts.end}>
      <p>{texts.endWhy}</p>
      {run.error ? <ProblemView error={run.error} /> : null}
      <Space>
        <Input
          aria-label={texts.reason}
          placeholder={texts.reason}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button danger disabled={reason.length < 2} onClick={() => run.mutate('deceased')}>
          {texts.deceased}
        </Button>
        <Button danger disabled={reason.length < 2} onClick={() => run.mutate('cancelled')}>
          {texts.cancelled}
        </Button>
      </Space>
    </Section>
  )
}
