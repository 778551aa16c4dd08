package org.scst.core.internal.nexus;

/**
 * Commands in flight by command identifier: open addressing with backward-shift deletion, no allocation but for growth.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class TagTable {
    private Command[] slots = new Command[64];
    private int size;

    private static int home(long identifier, int mask) {
        long hash = identifier * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & mask;
    }

    /** The command with this identifier, or {@code null}. */
    Command find(long identifier) {
        int mask = slots.length - 1;
        for (int i = home(identifier, mask); slots[i] != null; i = i + 1 & mask) {
            if (slots[i].identifier() == identifier) {
                return slots[i];
            }
        }
        return null;
    }

    /** Adds a command unless its identifier is in use; returns whether it was added. */
    boolean add(Command command) {
        if (size * 2 >= slots.length) {
            grow();
        }
        int mask = slots.length - 1;
        int i = home(command.identifier(), mask);
        while (slots[i] != null) {
            if (slots[i].identifier() == command.identifier()) {
                return false;
            }
            i = i + 1 & mask;
        }
        slots[i] = command;
        size++;
        return true;
    }

    /** Removes the command if it stands here. */
    void remove(Command command) {
        int mask = slots.length - 1;
        int i = home(command.identifier(), mask);
        while (slots[i] != command) {
            if (slots[i] == null) {
                return;
            }
            i = i + 1 & mask;
        }
        size--;
        closeHole(i, mask);
    }

    private void closeHole(int removed, int mask) {
        int hole = removed;
        for (int j = hole + 1 & mask; slots[j] != null; j = j + 1 & mask) {
            int home = home(slots[j].identifier(), mask);
            if ((j - home & mask) >= (j - hole & mask)) {
                slots[hole] = slots[j];
                hole = j;
            }
        }
        slots[hole] = null;
    }

    /** Number of commands. */
    int size() {
        return size;
    }

    private void grow() {
        Command[] old = slots;
        slots = new Command[old.length * 2];
        size = 0;
        for (Command command : old) {
            if (command != null) {
                add(command);
            }
        }
    }
}
