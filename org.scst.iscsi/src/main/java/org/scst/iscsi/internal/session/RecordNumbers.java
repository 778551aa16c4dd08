package org.scst.iscsi.internal.session;

import java.util.Map;

/**
 * The numbers of a record that another revision has made: each is there and in its range, or the record is refused.
 *
 * <p><i>Threading:</i> immutable.
 */
final class RecordNumbers {
    private final Map<String, Long> numbers;

    RecordNumbers(Map<String, Long> numbers) {
        this.numbers = numbers;
    }

    /** The number of this name, from {@code least} to {@code most}. */
    long number(String name, long least, long most) throws RecordRefusedException {
        Long number = numbers.get(name);
        if (number == null || number < least || number > most) {
            throw new RecordRefusedException(
                    number == null
                            ? "no " + name
                            : name + " is " + number + ", which is not from " + least + " to " + most);
        }
        return number;
    }

    /** As {@link #number}, of 32 bits. */
    int small(String name, int least, int most) throws RecordRefusedException {
        return (int) number(name, least, most);
    }

    /** A serial number of 32 bits without sign. */
    int unsigned(String name) throws RecordRefusedException {
        return (int) number(name, 0, 0xFFFF_FFFFL);
    }

    /** Yes or no. */
    boolean truth(String name) throws RecordRefusedException {
        return number(name, 0, 1) == 1;
    }
}
