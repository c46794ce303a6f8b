import {
  type CallTest,
  type CallTreePerson,
  getCallTree,
  listCallTests,
  placeInCallTree,
  startCallTest,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Select, Space, Table } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { CallTestDrawer } from './call-test-drawer.tsx'
import { callTreeTexts } from './call-tree.texts.ts'
import { ContactSelect } from './contact-select.tsx'
import { useCommandNews } from './use-command.ts'

/** 四级呼叫树: who calls whom, when it is to be tested again, and how each test went. */
export function CallTree() {
  const texts = useTexts(callTreeTexts)
  const may = useMay()
  const [act, setAct] = useState<'place' | 'start' | null>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const read = useRead(getCallTree, {})
  useCommandNews([getCallTree, listCallTests])
  const people = read.data?.people ?? []
  const day = read.data?.nextDue ? formatTime(read.data.nextDue).slice(0, 10) : null
  const mayChange = may('command.duty')
  const remove = (id: string) =>
    void client.call(placeInCallTree, { params: { id }, body: { place: 'none' } }).then(() => {
      setError(null)
      refresh(getCallTree)
    }, setError)
  return (
    <Section
      title={texts.title}
      extra={
        <Space>
          {day === null ? texts.neverTested : read.data?.isOverdue ? texts.overdue(day) : texts.nextDue(day)}
          {mayChange ? (
            <>
              <Button size="small" onClick={() => setAct('place')}>
                {texts.place}
              </Button>
              <Button
                size="small"
                type="primary"
                disabled={people.length === 0}
                onClick={() => setAct('start')}
              >
                {texts.start}
              </Button>
            </>
          ) : null}
        </Space>
      }
    >
      <ProblemNote error={read.error ?? error} />
      {read.data && people.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
      {people.length > 0 ? <People people={people} {...(mayChange ? { onRemove: remove } : {})} /> : null}
      <Tests onOpen={setOpened} />
      {act === 'place' ? <PlaceDialog people={people} onClose={() => setAct(null)} /> : null}
      {act === 'start' ? (
        <StartDialog
          onClose={(id) => {
            setAct(null)
            if (id) setOpened(id)
          }}
        />
      ) : null}
      {opened ? <CallTestDrawer id={opened} onClose={() => setOpened(null)} /> : null}
    </Section>
  )
}

function People({ people, onRemove }: { people: CallTreePerson[]; onRemove?: (id: string) => void }) {
  const texts = useTexts(callTreeTexts)
  const callers = new Set(people.map((one) => one.callerId))
  return (
    <Table<CallTreePerson>
      size="small"
      rowKey="contactId"
      dataSource={people}
      pagination={people.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      columns={[
        {
          title: texts.person,
          render: (_, one) => (
            <span style={{ paddingInlineStart: (one.level - 1) * 16 }}>
              {one.name} <Quiet>{[one.duty, one.organisationName].filter(Boolean).join(' · ')}</Quiet>
            </span>
          ),
        },
        { title: texts.levelTitle, render: (_, one) => texts.level(formatNumber(one.level)) },
        { title: texts.caller, render: (_, one) => one.callerName ?? texts.centre },
        {
          key: 'acts',
          render: (_, one) =>
            onRemove && !callers.has(one.contactId) ? (
              <Button size="small" onClick={() => onRemove(one.contactId)}>
                {texts.remove}
              </Button>
            ) : null,
        },
      ]}
    />
  )
}

function Tests({ onOpen }: { onOpen: (id: string) => void }) {
  const texts = useTexts(callTreeTexts)
  const [page, setPage] = useState(1)
  const size = 10
  const query = { limit: size, offset: (page - 1) * size }
  const read = useRead(listCallTests, { query }, { keepPrevious: true })
  if (!read.data || read.data.total === 0) return null
  return (
    <Table<CallTest>
      size="small"
      rowKey="id"
      dataSource={read.data.items}
      title={() => texts.tests}
      pagination={{
        ...{ current: page, pageSize: size, total: read.data.total, hideOnSinglePage: true },
        ...{ showSizeChanger: false, onChange: setPage },
      }}
      columns={[
        { title: texts.started, render: (_, one) => formatTime(one.startedTime) },
        { title: texts.by, dataIndex: 'startedByName' },
        {
          title: texts.state,
          render: (_, one) => (
            <StateTag tone={one.state === 'ended' ? 'over' : undefined}>{texts.states[one.state]}</StateTag>
          ),
        },
        {
          title: texts.result,
          render: (_, one) =>
            one.levels
              .map((each) => `${texts.level(formatNumber(each.level))} ${each.answered}/${each.people}`)
              .join(' · '),
        },
        {
          key: 'acts',
          render: (_, one) => (
            <Button size="small" onClick={() => onOpen(one.id)}>
              {texts.open}
            </Button>
          ),
        },
      ]}
    />
  )
}

function PlaceDialog({ people, onClose }: { people: CallTreePerson[]; onClose: () => void }) {
  const texts = useTexts(callTreeTexts)
  const callers = people
    .filter((one) => one.level < 4)
    .map((one) => ({ value: one.contactId, label: `${one.name}（${texts.level(formatNumber(one.level))}）` }))
  return (
    <FormDialog<{ contactId: string; callerId?: string }>
      title={texts.place}
      why={texts.placeWhy}
      fields={[
        {
          ...{ name: 'contactId', label: texts.person, kind: 'custom', required: true },
          control: <ContactSelect id="contactId" />,
        },
        {
          ...{ name: 'callerId', label: texts.caller, kind: 'custom' },
          control: <CallerSelect options={callers} />,
        },
      ]}
      act={({ contactId, callerId }) =>
        client.call(placeInCallTree, {
          params: { id: contactId },
          body: callerId ? { place: 'under', callerId } : { place: 'top' },
        })
      }
      onClose={() => {
        refresh(getCallTree)
        onClose()
      }}
    />
  )
}

interface CallerSelectProps {
  options: { value: string; label: string }[]
  id?: string
  value?: string
  onChange?: (value?: string) => void
}

function CallerSelect({ options, ...field }: CallerSelectProps) {
  const texts = useTexts(callTreeTexts)
  return (
    <Select
      {...field}
      allowClear
      options={options}
      placeholder={texts.centre}
      showSearch={{ optionFilterProp: 'label' }}
    />
  )
}

function StartDialog({ onClose }: { onClose: (id?: string) => void }) {
  const texts = useTexts(callTreeTexts)
  const made = useRef<string | undefined>(undefined)
  return (
    <FormDialog<{ waitMinutes: number }>
      title={texts.start}
      why={texts.startWhy}
      first={{ waitMinutes: 5 }}
      fields={[{ name: 'waitMinutes', label: texts.wait, kind: 'number', required: true, min: 1, max: 60 }]}
      act={async (body) => {
        made.current = (await client.call(startCallTest, { body })).id
        refresh(getCallTree, listCallTests)
      }}
      onClose={() => onClose(made.current)}
    />
  )
}
