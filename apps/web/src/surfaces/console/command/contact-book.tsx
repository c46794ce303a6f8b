import { type Contact, listContacts, saveContact } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { contactTexts } from './contact-book.texts.ts'

const size = 20

/** 通讯录: whom one calls, by unit, with their duty and whether they are free (PLT-073). */
export function ContactBook() {
  const own = useTexts(contactTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const [unit, setUnit] = useState<string | undefined>()
  const [isAdding, setAdding] = useState(false)
  const query = { limit: size, offset: (page - 1) * size, ...(unit ? { organisationId: unit } : {}) }
  const read = useRead(listContacts, { query }, { keepPrevious: true })
  return (
    <Section
      title={own.contacts}
      extra={
        <>
          <OrganisationSelect
            label={own.allUnits}
            width={220}
            value={unit}
            onChange={(next) => {
              setPage(1)
              setUnit(next)
            }}
          />{' '}
          {may('command.duty') ? (
            <Button size="small" onClick={() => setAdding(true)}>
              {own.add}
            </Button>
          ) : null}
        </>
      }
    >
      <ProblemNote error={read.error} />
      <Table<Contact>
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{own.none}</Quiet> }}
        pagination={{
          ...{ current: page, pageSize: size, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, onChange: setPage },
        }}
        columns={[
          { title: own.name, dataIndex: 'name' },
          { title: own.unit, render: (_, one) => one.organisationName ?? '—' },
          { title: own.duty, dataIndex: 'duty' },
          { title: own.phone, render: (_, one) => one.phone ?? '—' },
          { title: own.availability, render: (_, one) => own[one.availability] },
          {
            title: own.field,
            render: (_, one) =>
              one.isField ? (one.position?.map((each) => each.toFixed(4)).join(', ') ?? own.field) : '—',
          },
        ]}
      />
      {isAdding ? <ContactDialog onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

interface Values {
  name: string
  phone?: string
  userId?: string
  organisationId?: string
  duty?: string
  isField?: boolean
  position?: string
}

const place = /^\s*-?\d+(\.\d+)?\s*[,，]\s*-?\d+(\.\d+)?\s*$/

function ContactDialog({ onClose }: { onClose: () => void }) {
  const own = useTexts(contactTexts)
  return (
    <FormDialog<Values>
      title={own.add}
      fields={[
        { name: 'name', label: own.name, kind: 'text', required: true },
        {
          ...{ name: 'phone', label: own.phone, kind: 'code' },
          pattern: { is: /^[0-9+-]{3,20}$/, else: own.badPhone },
        },
        { name: 'userId', label: own.user, kind: 'custom', control: <UserSelect id="userId" /> },
        {
          ...{ name: 'organisationId', label: own.unit, kind: 'custom' },
          control: <OrganisationSelect id="organisationId" />,
        },
        { name: 'duty', label: own.duty, kind: 'text', required: true, maxLength: 60 },
        { name: 'isField', label: own.isField, kind: 'tick' },
        {
          ...{ name: 'position', label: own.position, kind: 'code' },
          ...{ placeholder: own.positionHint, pattern: { is: place, else: own.positionHint } },
        },
      ]}
      act={({ duty = '', position, phone, ...person }) =>
        client.call(saveContact, {
          body: {
            ...person,
            duty,
            ...(phone ? { phone } : {}),
            ...(position ? { position: position.split(/[,，]/).map(Number) as [number, number] } : {}),
          },
        })
      }
      onClose={() => {
        refresh(listContacts)
        onClose()
      }}
    />
  )
}
