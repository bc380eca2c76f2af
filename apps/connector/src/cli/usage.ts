export const usage = `Seals files and messages on this machine and delivers them to an account. It cannot read what it delivered.

  npm run connector -- init               make this connector's key and print its pairing line
  npm run connector -- enrol LINE         take the line that the Sources page shows after pairing
  npm run connector -- push PATH…         seal and deliver files, folders and mailboxes (mbox)
  npm run connector -- watch DIR          deliver what is in a folder, then what comes into it, until Ctrl-C
  npm run connector -- status             what was delivered, and what still waits

Options
  --state DIR   folder for keys and progress; default $COMMONSEAL_CONNECTOR_STATE, else
                ~/.local/state/commonseal-connector
  --help        this text

push goes through folders in a fixed order and does not follow symbolic links. It delivers each file once: run it
again after an interruption, or every day, and it sends only what is new. What is sealed waits in the state folder
until the server has it; that takes as much disk as the largest file. Files are at most 2 GiB.

watch takes a file when it has not changed for some seconds. A file that is changed or renamed after that is delivered
once more, as a new item. While the server is away, or a file cannot be read, it tries again until that works.

Exit codes: 0 all delivered, or ended as asked; 1 something was not delivered; 2 the command line was wrong; 3 an owner
has withdrawn this connector.
`;
