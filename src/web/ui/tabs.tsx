// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';

export interface TabItem {
  readonly id: string;
  readonly title: string;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  /** Chosen from outside, for instance by the address; else the tabs remember it themselves. */
  readonly selected?: string;
  readonly onSelect?: (id: string) => void;
}

export function Tabs({ label, items, selected, onSelect }: TabsProps): ReactNode {
  return (
    <AriaTabs
      {...(selected === undefined ? {} : { selectedKey: selected })}
      onSelectionChange={(key) => onSelect?.(String(key))}
    >
      <TabList aria-label={label} className="flex flex-wrap gap-x-1 border-b-2 border-line">
        {items.map((item) => (
          <Tab
            key={item.id}
            id={item.id}
            className="-mb-0.5 flex min-h-12 cursor-pointer items-center border-b-4 border-transparent px-4 text-link hover:bg-hover data-[selected]:border-action data-[selected]:font-bold data-[selected]:text-text"
          >
            {item.title}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="pt-4">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
