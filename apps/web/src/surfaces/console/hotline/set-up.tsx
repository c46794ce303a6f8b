import { getDesk, type HotlineLine, listLines, type Seat, saveLine, saveSeat } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { hotlineTexts } from './hotline.texts.ts'
import { readMenu, writeMenu } from './menu-lines.ts'
import { setUpTexts } from './set-up.texts.ts'

/** The numbers that are called: their skill, menu, waiting limit and notice. */
export function LineList() {
  const own = useTexts(setUpTexts)
  const may = useMay()
  const read = useRead(listLines, {})
  const [edited, setEdited] = useState<HotlineLine | 'new' | null>(null)
  const mayEdit = may('messaging.supervise')
  return (
    <Section
      title={own.lines}
      extra={
        mayEdit ? (
          <Button size="small" onClick={() => setEdited('new')}>
            {own.addLine}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={read.error} />
      <Table<HotlineLine>
        size="small"
        rowKey="number"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data ?? []}
        locale={{ emptyText: <Quiet>{own.noLines}</Quiet> }}
        columns={[
          { title: own.number, dataIndex: 'number' },
          { title: own.title, dataIndex: 'title' },
          { title: own.skill, dataIndex: 'skill' },
          { title: own.waitLimit, render: (_, one) => formatNumber(one.waitLimitSeconds) },
          { title: own.enabled, render: (_, one) => (one.enabled ? own.yes : own.no) },
          {
            title: own.act,
            render: (_, one) =>
              mayEdit ? (
                <Button size="small" onClick={() => setEdited(one)}>
                  {own.editLine}
                </Button>
              ) : null,
          },
        ]}
      />
      {edited ? <LineDialog of={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </Section>
  )
}

type LineValues = Omit<HotlineLine, 'menu' | 'notice'> & { menu: string; notice?: string }

function LineDialog({ of, onClose }: { of: HotlineLine | null; onClose: () => void }) {
  const own = useTexts(setUpTexts)
  return (
    <FormDialog<LineValues>
      title={of ? own.editLine : own.addLine}
      first={
        of
          ? { ...of, menu: writeMenu(of.menu), notice: of.notice ?? '' }
          : { priority: 5, waitLimitSeconds: 60, menu: '', enabled: true }
      }
      fields={[
        ...(of
          ? []
          : [
              {
                ...{ name: 'number', label: own.number, kind: 'code' as const, required: true },
                pattern: { is: /^[0-9]{3,11}$/, else: own.number },
              },
            ]),
        { name: 'title', label: own.title, kind: 'text', required: true, maxLength: 60 },
        { name: 'skill', label: own.skill, kind: 'text', required: true, maxLength: 40 },
        {
          name: 'priority',
          label: own.priority,
          kind: 'number',
          required: true,
          min: 0,
          max: 9,
          precision: 0,
        },
        {
          ...{ name: 'waitLimitSeconds', label: own.waitLimit, kind: 'number', required: true },
          ...{ min: 5, max: 3600, precision: 0 },
        },
        {
          ...{ name: 'menu', label: own.menu, kind: 'area' },
          check: (value) => (readMenu(String(value ?? '')) ? null : own.badMenu),
        },
        { name: 'notice', label: own.notice, kind: 'area', maxLength: 500, rows: 2 },
        { name: 'enabled', label: own.enabled, kind: 'tick' },
      ]}
      act={({ menu, notice, ...line }) =>
        client.call(saveLine, {
          body: {
            ...line,
            ...{ number: of?.number ?? line.number, enabled: line.enabled === true },
            ...{ menu: readMenu(menu) ?? [], notice: notice?.trim() ? notice.trim() : null },
          },
        })
      }
      onClose={() => {
        refresh(listLines, getDesk)
        onClose()
      }}
    />
  )
}

/** Who sits at which extension with which skills. */
export function SeatSetUp() {
  const own = useTexts(setUpTexts)
  const texts = useTexts(hotlineTexts)
  const may = useMay()
  const read = useRead(getDesk, {})
  const [edited, setEdited] = useState<Seat | 'new' | null>(null)
  const mayEdit = may('messaging.supervise')
  return (
    <Section
      title={own.seats}
      extra={
        mayEdit ? (
          <Button size="small" onClick={() => setEdited('new')}>
            {own.addSeat}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={read.error} />
      <Table<Seat>
        size="small"
        rowKey="userId"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data?.seats ?? []}
        locale={{ emptyText: <Quiet>{own.noSeats}</Quiet> }}
        columns={[
          { title: own.person, dataIndex: 'name' },
          { title: own.extension, dataIndex: 'extension' },
          { title: own.skills, render: (_, one) => one.skills.join('、') },
          { title: own.state, render: (_, one) => texts.states[one.state] },
          {
            title: own.act,
            render: (_, one) =>
              mayEdit ? (
                <Button size="small" onClick={() => setEdited(one)}>
                  {own.editSeat}
                </Button>
              ) : null,
          },
        ]}
      />
      {edited ? <SeatDialog of={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </Section>
  )
}

interface SeatValues {
  userId: string
  extension: string
  skills: string[]
}

function SeatDialog({ of, onClose }: { of: Seat | null; onClose: () => void }) {
  const own = useTexts(setUpTexts)
  const lines = useRead(listLines, {}, { staleMs: 60_000 })
  const skills = new Set(
    (lines.data ?? []).flatMap((one) => [one.skill, ...one.menu.map((each) => each.skill)]),
  )
  return (
    <FormDialog<SeatValues>
      title={of ? own.editSeat : own.addSeat}
      why={of?.name}
      first={of ? { extension: of.extension, skills: of.skills } : { skills: [] }}
      fields={[
        ...(of
          ? []
          : [
              {
                ...{ name: 'userId', label: own.person, kind: 'custom' as const, required: true },
                control: <UserSelect id="userId" />,
              },
            ]),
        { name: 'extension', label: own.extension, kind: 'text', required: true, maxLength: 20 },
        {
          ...{ name: 'skills', label: own.skills, kind: 'choices', tags: true },
          options: [...skills].map((value) => ({ value, label: value })),
        },
      ]}
      act={({ userId, ...body }) => client.call(saveSeat, { params: { userId: of?.userId ?? userId }, body })}
      onClose={() => {
        refresh(getDesk)
        onClose()
      }}
    />
  )
}
