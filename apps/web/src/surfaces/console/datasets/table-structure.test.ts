import { describe, expect, it } from 'vitest'
import { parseStructure } from './table-structure.ts'

describe('the structure of a table', () => {
  it('is read from its definition, without keys and comments', () => {
    const text = `-- 婚姻登记
      CREATE TABLE IF NOT EXISTS "marriage" (
        id_number varchar(18) NOT NULL COMMENT '公民身份号码, 18 位',
        \`marital_status\` char(2) DEFAULT '10',
        registered_at timestamp with time zone, /* 登记时间 */
        amount numeric(12, 2) CHECK (amount > 0),
        PRIMARY KEY (id_number),
        CONSTRAINT c UNIQUE (marital_status, registered_at)
      ) ENGINE=InnoDB;`
    expect(parseStructure(text)).toEqual([
      { name: 'id_number', type: 'varchar(18)' },
      { name: 'marital_status', type: 'char(2)' },
      { name: 'registered_at', type: 'timestamp' },
      { name: 'amount', type: 'numeric(12, 2)' },
    ])
  })

  it('is read from lines of name and type', () => {
    expect(parseStructure('姓名 varchar(50)\nbirth_date，date\n\n？')).toEqual([
      { name: '姓名', type: 'varchar(50)' },
      { name: 'birth_date', type: 'date' },
    ])
  })

  it('is nothing where there is none', () => {
    expect(parseStructure('')).toEqual([])
  })
})
