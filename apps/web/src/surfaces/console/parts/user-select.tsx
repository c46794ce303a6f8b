import { listUsers } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { consoleTexts } from '../shell/console.texts.ts'

interface UserSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  value?: string
  onChange?: (id: string | undefined) => void
}

/** Chooses a person by name or account, searched on the server. */
export function UserSelect({ id, value, onChange }: UserSelectProps) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listUsers,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 60_000 },
  )
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.userHint}
      aria-label={id ? undefined : texts.userHint}
      loading={read.isFetching}
      value={value}
      options={(read.data?.items ?? []).map((each) => ({
        value: each.id,
        label: `${each.name}（${each.account}）`,
      }))}
      onChange={onChange}
    />
  )
}
