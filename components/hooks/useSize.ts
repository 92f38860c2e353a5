import {useEffect, useState} from 'react';

export interface Size {
  columns: number;
  rows: number;
}

/** The size of the terminal, followed as it changes. */
export function useSize(stdout: Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'on' | 'off'>): Size {
  const [size, setSize] = useState<Size>({columns: stdout.columns, rows: stdout.rows});
  useEffect(() => {
    const read = (): void => setSize({columns: stdout.columns, rows: stdout.rows});
    stdout.on('resize', read);
    // A resize between the first frame and this effect has been missed.
    read();
    return () => void stdout.off('resize', read);
  }, [stdout]);
  return size;
}
