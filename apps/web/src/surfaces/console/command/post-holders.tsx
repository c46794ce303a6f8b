import { getPlan, type PostHolder, setPostHolder } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { ContactSelect } from './contact-select.tsx'
import { orderTexts } from './order.texts.ts'

/** Posts of a plan with who holds them today; a vacant one is red and somebody can be named for it. */
export function PostHolders({ planId, posts }: { planId: string; posts: readonly PostHolder[] }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  const pick = usePick()
  const may = useMay()
  const [asked, setAsked] = useState<PostHolder | null>(null)
  return (
    <Section title={texts.posts}>
      {posts.map((one) => (
        <div key={one.post} className={styles.factRow}>
          <span>
            {pick(one.title)} <span className={styles.quiet}>{one.organisation}</span>
          </span>
          <span className={styles.holder}>
            {one.holder ? (
              <>
                {one.holder.name}{' '}
                <span className={styles.quiet}>
                  {one.from === 'roster' ? texts.fromRoster : texts.standing}
                </span>
              </>
            ) : (
              <span className={styles.red}>{texts.vacantNow}</span>
            )}{' '}
            {may('command.plans') ? (
              <Button
                size="small"
                type="link"
                aria-label={`${own.holder} ${pick(one.title)}`}
                onClick={() => setAsked(one)}
              >
                {own.holder}
              </Button>
            ) : null}
          </span>
        </div>
      ))}
      {asked ? (
        <FormDialog<{ contactId?: string }>
          title={own.holderTitle}
          why={`${pick(asked.title)}：${own.holderWhy}${own.holderNobody}`}
          fields={[
            {
              ...{ name: 'contactId', label: own.person, kind: 'custom' },
              control: <ContactSelect id="contactId" />,
            },
          ]}
          act={({ contactId }) =>
            client.call(setPostHolder, {
              params: { planId, post: asked.post },
              body: { contactId: contactId ?? null },
            })
          }
          onClose={() => {
            setAsked(null)
            refresh(getPlan)
          }}
        />
      ) : null}
    </Section>
  )
}
