import { enterPerson, listPersons, type Person } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { PersonDrawer } from './person-drawer.tsx'
import { personsTexts } from './persons.texts.ts'

const names = ['kind', 'number'] as const

/** Natural and legal persons: found by name or whole number, shown masked, entered and verified at the desk. */
export function PersonListPage() {
  const texts = useTexts(personsTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<string | null>(null)
  const [isEntering, setEntering] = useState(false)
  const { kind, number } = query.filters
  const read = useRead(
    listPersons,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined },
        kind: kind as Person['kind'] | undefined,
        number: number && /^[0-9A-Z]{18}$/.test(number) ? number : undefined,
      },
    },
    { keepPrevious: true },
  )
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <Page
      title={texts.title}
      acts={
        <Button type="primary" onClick={() => setEntering(true)}>
          {texts.enter}
        </Button>
      }
    >
      <FilterBar
        query={query}
        filters={[{ name: 'kind', label: texts.kind, width: 160, options: kinds }]}
        placeholder={texts.search}
        searchBox={box}
      >
        <Input
          allowClear
          style={{ width: 210 }}
          aria-label={texts.number}
          placeholder={texts.number}
          maxLength={18}
          onPressEnter={(event) => query.set({ number: event.currentTarget.value.trim() })}
          onClear={() => query.set({ number: null })}
        />
      </FilterBar>
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        onOpen={(one) => setShown(one.id)}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      <PersonDrawer id={shown} onClose={() => setShown(null)} />
      <EnterDialog open={isEntering} onClose={() => setEntering(false)} />
    </Page>
  )
}

function useColumns(): TableColumnsType<Person> {
  const texts = useTexts(personsTexts)
  return [
    { title: texts.name, key: 'name', render: (_, one) => <b>{one.name}</b> },
    { title: texts.kind, key: 'kind', render: (_, one) => texts.kinds[one.kind] },
    { title: texts.idNumber, key: 'number', render: (_, one) => <span className="code">{one.number}</span> },
    { title: texts.assurance, key: 'assurance', render: (_, one) => texts.levels[one.assurance] },
    {
      title: texts.state,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={one.state === 'active' ? undefined : 'bad'}>{texts.states[one.state]}</StateTag>
      ),
    },
    { title: texts.created, key: 'created', render: (_, one) => formatTime(one.createdTime) },
  ]
}

type Entered = { kind: Person['kind']; name: string; number: string }

function EnterDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const texts = useTexts(personsTexts)
  const [form] = Form.useForm<Entered>()
  const run = useMutation({
    mutationFn: (body: Entered) => client.call(enterPerson, { body }),
    onSuccess: () => {
      form.resetFields()
      refresh(listPersons)
      onClose()
    },
  })
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <Modal open={open} title={texts.enter} okText={texts.save} onCancel={onClose} onOk={() => form.submit()}>
      {run.error ? <ProblemView error={run.error} /> : null}
      <Form form={form} layout="vertical" initialValues={{ kind: 'person' }} onFinish={run.mutate}>
        <Form.Item name="kind" label={texts.kind}>
          <Select options={kinds} />
        </Form.Item>
        <Form.Item name="name" label={texts.name} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="number" label={texts.idNumber} rules={[{ required: true, len: 18 }]}>
          <Input maxLength={18} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
