package org.scst.user.internal.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.scst.user.wire.QueueLayout;

/**
 * The requests of one queue that are not answered yet. An identifier is a place with the number of its use: an answer that comes
 * twice, or was never asked for, finds another number there.
 *
 * <p><i>Threading:</i> confined to the queue's lock.
 */
final class Outstanding {

    private final Answer[] answers;
    private final long[] uses;
    private final int[] free;
    private int freeCount;

    Outstanding(int places) {
        answers = new Answer[places];
        uses = new long[places];
        free = new int[places];
        for (int place = 0; place < places; place++) {
            free[place] = place;
        }
        freeCount = places;
    }

    boolean full() {
        return freeCount == 0;
    }

    int count() {
        return answers.length - freeCount;
    }

    /** Keeps who is to be told; there must be room. */
    long add(Answer answer) {
        int place = free[--freeCount];
        answers[place] = answer;
        return ++uses[place] << QueueLayout.PLACE_BITS | place;
    }

    /** The identifier of the one that is meant, 0 when there is none. */
    long find(Predicate<Answer> which) {
        for (int place = 0; place < answers.length; place++) {
            if (answers[place] != null && which.test(answers[place])) {
                return uses[place] << QueueLayout.PLACE_BITS | place;
            }
        }
        return 0;
    }

    /** Who is to be told of this answer, and no more after that. */
    Answer take(long id) throws ProtocolViolation {
        int place = (int) (id & (1 << QueueLayout.PLACE_BITS) - 1);
        if (place >= answers.length || answers[place] == null || uses[place] != id >>> QueueLayout.PLACE_BITS) {
            throw new ProtocolViolation("it answered request " + Long.toUnsignedString(id)
                    + ", which was not asked or is answered already");
        }
        Answer answer = answers[place];
        answers[place] = null;
        free[freeCount++] = place;
        return answer;
    }

    /** Everybody who waits, and nobody after that. */
    List<Answer> takeAll() {
        List<Answer> all = new ArrayList<>();
        for (int place = 0; place < answers.length; place++) {
            if (answers[place] != null) {
                all.add(answers[place]);
                answers[place] = null;
                free[freeCount++] = place;
            }
        }
        return all;
    }
}
