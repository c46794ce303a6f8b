import { type DesktopProfile, listDesktopProfiles, saveDesktopProfile } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Quiet } from '../parts/page.tsx'
import { terminalsTexts } from './terminals.texts.ts'

type Fields = Omit<DesktopProfile, 'id' | 'desktops'>

/** What cloud desktops of each profile have. */
export function DesktopProfiles({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { desktops: texts } = useTexts(terminalsTexts)
  const [saving, setSaving] = useState<Partial<Fields> | null>(null)
  const read = useRead(listDesktopProfiles, { query: { limit: 200 } }, { enabled: isOpen })
  return (
    <Drawer
      open={isOpen}
      size={560}
      title={texts.profiles}
      onClose={onClose}
      extra={
        <Button type="primary" onClick={() => setSaving({ cpus: 4, memoryGb: 8, diskGb: 100 })}>
          {texts.saveProfile}
        </Button>
      }
    >
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data?.items.length === 0 ? <Quiet>{texts.noProfiles}</Quiet> : null}
      <Lines>
        {(read.data?.items ?? []).map((each) => (
          <Line
            key={each.id}
            before={
              <button type="button" className={styles.pick} onClick={() => setSaving(each)}>
                {each.title}
              </button>
            }
            title={texts.spec(
              formatNumber(each.cpus),
              formatNumber(each.memoryGb),
              formatNumber(each.diskGb),
            )}
            note={each.idleMinutes === null ? texts.never : texts.idleText(formatNumber(each.idleMinutes))}
          />
        ))}
      </Lines>
      {saving ? (
        <FormDialog<Fields>
          title={texts.saveProfile}
          why={texts.saveWhy}
          first={saving}
          fields={[
            { name: 'title', label: texts.title, kind: 'text', required: true },
            { name: 'image', label: texts.image, kind: 'text', required: true },
            {
              name: 'cpus',
              label: texts.cpus,
              kind: 'number',
              required: true,
              min: 1,
              max: 256,
              precision: 0,
            },
            { name: 'memoryGb', label: texts.memory, kind: 'number', required: true, min: 1, precision: 0 },
            { name: 'diskGb', label: texts.disk, kind: 'number', required: true, min: 1, precision: 0 },
            { name: 'idleMinutes', label: texts.idle, kind: 'number', min: 5, precision: 0 },
          ]}
          act={async (values) => {
            await client.call(saveDesktopProfile, {
              body: { ...values, idleMinutes: values.idleMinutes ?? null },
            })
            refresh(listDesktopProfiles)
          }}
          onClose={() => setSaving(null)}
        />
      ) : null}
    </Drawer>
  )
}
