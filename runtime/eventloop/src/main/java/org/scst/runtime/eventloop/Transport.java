package org.scst.runtime.eventloop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.Locale;

/**
 * How the loops learn from the kernel which channels are ready.
 *
 * <p><i>Threading:</i> immutable.
 */
enum Transport {
    /** Linux epoll through Netty's native library. */
    EPOLL {
        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }
    },
    /** The JDK's selector, which runs everywhere. */
    NIO {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }
    };

    abstract IoHandlerFactory handlers();

    /** The value of the service property {@code transport}, by which a driver picks its channel classes. */
    String propertyValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The best that this machine can do. */
    static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /**
     * Reads the configured word.
     *
     * @param word {@code auto}, {@code epoll} or {@code nio}
     * @throws IllegalArgumentException when the word is another one, or names what this machine cannot do
     */
    static Transport of(String word) {
        return switch (word.trim().toLowerCase(Locale.ROOT)) {
            case "auto" -> best();
            case "nio" -> NIO;
            case "epoll" -> {
                if (!Epoll.isAvailable()) {
                    throw new IllegalArgumentException(
                            "transport = epoll, but epoll is not available here; write transport = auto",
                            Epoll.unavailabilityCause());
                }
                yield EPOLL;
            }
            default -> throw new IllegalArgumentException("transport = " + word + " is none of auto, epoll, nio");
        };
    }
}
