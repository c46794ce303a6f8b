import { useTexts } from '@civitas/ui'
import { Button, Card, Form, Space } from 'antd'
import type { ReactNode } from 'react'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'

interface ListPartProps {
  /** Part of the content that is a list; a path below the list it stands in. */
  name: string | (string | number)[]
  title: string
  why?: string
  /** What an entry begins with. */
  fresh: () => object
  children: (at: number) => ReactNode
}

/** Entries of a list, one card each, that are added, moved and removed. */
export function ListPart({ name, title, why, fresh, children }: ListPartProps) {
  const texts = useTexts(itemTexts)
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      {why ? <p className={styles.why}>{why}</p> : null}
      <Form.List name={name}>
        {(entries, { add, remove, move }, { errors }) => (
          <>
            {entries.map(({ key, name: at }) => (
              <Card
                key={key}
                size="small"
                className={styles.entry}
                title={`${title} ${at + 1}`}
                extra={
                  <Space size={4} wrap>
                    <Button
                      size="small"
                      disabled={at === 0}
                      aria-label={`${texts.up} ${title} ${at + 1}`}
                      onClick={() => move(at, at - 1)}
                    >
                      ↑
                    </Button>
                    <Button
                      size="small"
                      disabled={at === entries.length - 1}
                      aria-label={`${texts.down} ${title} ${at + 1}`}
                      onClick={() => move(at, at + 1)}
                    >
                      ↓
                    </Button>
                    <Button
                      size="small"
                      danger
                      aria-label={`${texts.remove} ${title} ${at + 1}`}
                      onClick={() => remove(at)}
                    >
                      {texts.remove}
                    </Button>
                  </Space>
                }
              >
                <div className={styles.grid}>{children(at)}</div>
              </Card>
            ))}
            {entries.length === 0 ? <p className={styles.why}>{texts.none}</p> : null}
            <Form.ErrorList errors={errors} />
            <Button onClick={() => add(fresh())}>
              {texts.add}：{title}
            </Button>
          </>
        )}
      </Form.List>
    </section>
  )
}
